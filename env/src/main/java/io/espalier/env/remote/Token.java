package io.espalier.env.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a client must know to be served (RFC 6750, a bearer token in the header {@code Authorization}). Its text form does not show it. */
public final class Token {

    /** The environment variable that holds it where no file does. */
    public static final String VARIABLE = "ESPALIER_TARGET_TOKEN";

    private static final String SCHEME = "Bearer ";
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/=-]{16,512}");

    private final String value;

    private Token(String value, String source) {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "token must be 16 to 512 letters, digits or -._~+/= without blanks: %d characters from %s"
                            .formatted(value.length(), source));
        }
        this.value = value;
    }

    /**
     * Takes a text as it is.
     *
     * @throws IllegalArgumentException if it is not 16 to 512 letters, digits or {@code -._~+/=}; the message does not show it
     */
    public static Token of(String value) {
        return new Token(value, "the caller");
    }

    /** A new one that nobody can guess: 244 random bits of the system's generator for secrets. */
    public static Token generate() {
        return of((UUID.randomUUID() + "" + UUID.randomUUID()).replace("-", ""));
    }

    /**
     * The first line of a file, without blanks around it.
     *
     * @throws UncheckedIOException if the file cannot be read
     * @throws IllegalArgumentException if the line is no token; the message does not show it
     */
    public static Token read(Path file) {
        try (var lines = Files.lines(file)) {
            return new Token(lines.findFirst().orElse("").trim(), file.toString());
        } catch (IOException | UncheckedIOException e) {
            throw new UncheckedIOException(
                    "cannot read " + file, e instanceof IOException io ? io : new IOException(e));
        }
    }

    /** What the environment says, if it does. */
    public static Optional<Token> of(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(VARIABLE))
                .filter(value -> !value.isBlank())
                .map(value -> new Token(value.trim(), VARIABLE));
    }

    /** Whether a header carries this token. Takes the same time for every wrong one of the same length. */
    public boolean accepts(@Nullable String authorization) {
        return authorization != null && MessageDigest.isEqual(bytes(authorization), bytes(authorization()));
    }

    /** Value of the header {@code Authorization}. */
    public String authorization() {
        return SCHEME + value;
    }

    /** The token itself, for the one who must hand it to a client. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "token";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
