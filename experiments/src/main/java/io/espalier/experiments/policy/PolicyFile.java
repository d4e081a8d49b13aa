package io.espalier.experiments.policy;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads and writes {@code policy.json}; strict: an unknown or missing key is refused. */
public final class PolicyFile {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private PolicyFile() {}

    /** The file's text. */
    public static String json(Policy policy) {
        try {
            return MAPPER.writeValueAsString(policy) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a policy must be writable as JSON", e);
        }
    }

    /**
     * Reads a policy.
     *
     * @throws IllegalArgumentException naming the file and the key if it is not a policy of this form
     * @throws UncheckedIOException with the path if it cannot be read
     */
    public static Policy read(Path file) {
        try {
            return MAPPER.readValue(Files.readString(file), Policy.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "policy file %s must be a policy: %s".formatted(file, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read policy " + file + ": " + e.getMessage(), e);
        }
    }
}
