package io.espalier.models.actor;

import io.espalier.models.policy.StrictJson;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Reads and writes {@code actor.json}, strictly ({@link StrictJson}). */
public final class ActorFile {

    private static final StrictJson<ActorDescription> FILE =
            new StrictJson<>(ActorDescription.class, "actor description");

    private ActorFile() {}

    /** The file's text. */
    public static String json(ActorDescription description) {
        return FILE.text(description);
    }

    /**
     * Reads a description.
     *
     * @throws IllegalArgumentException naming the file and the key if it is not one of this form
     * @throws UncheckedIOException with the path if it cannot be read
     */
    public static ActorDescription read(Path file) {
        return FILE.read(file);
    }

    /**
     * Reads a description to its end; the stream stays open.
     *
     * @param source what messages call it
     * @throws IllegalArgumentException naming the source and the key if it is not one of this form
     * @throws UncheckedIOException if it cannot be read
     */
    public static ActorDescription read(InputStream in, String source) {
        return FILE.read(in, source);
    }

    /** SHA-256 of a model's bytes, as a description holds it. */
    public static String digest(byte[] model) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(model));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
