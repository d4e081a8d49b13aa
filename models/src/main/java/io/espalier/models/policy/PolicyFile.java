package io.espalier.models.policy;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/** Reads and writes {@code policy.json}. Strict: an unknown, missing or repeated key, a value of another type and text after the end are refused. */
public final class PolicyFile {

    private static final StrictJson<Policy> FILE = new StrictJson<>(Policy.class, "policy");

    private PolicyFile() {}

    /** The file's text. */
    public static String json(Policy policy) {
        return FILE.text(policy);
    }

    /**
     * Reads a policy.
     *
     * @throws IllegalArgumentException naming the file and the key if it is not a policy of this form
     * @throws UncheckedIOException with the path if it cannot be read
     */
    public static Policy read(Path file) {
        return FILE.read(file);
    }

    /**
     * Reads a policy to its end; the stream stays open.
     *
     * @param source what messages call it
     * @throws IllegalArgumentException naming the source and the key if it is not a policy of this form
     * @throws UncheckedIOException if it cannot be read
     */
    public static Policy read(InputStream in, String source) {
        return FILE.read(in, source);
    }

    /** A recipe as a policy carries it, from a record whose keys are written in snake_case. */
    public static Map<String, Object> recipe(Object recipe) {
        return StrictJson.MAPPER.convertValue(recipe, new TypeReference<>() {});
    }

    /**
     * A policy's recipe, read as strictly as everything else.
     *
     * @throws IllegalArgumentException naming the key if it is not of this type
     */
    public static <R> R recipe(Policy policy, Class<R> type) {
        try {
            return StrictJson.MAPPER.convertValue(policy.recipe(), type);
        } catch (IllegalArgumentException e) {
            String found = e.getCause() instanceof JacksonException cause
                    ? StrictJson.complaint(cause)
                    : String.valueOf(e.getMessage());
            throw new IllegalArgumentException("policy must have a recipe of this version: " + found, e);
        }
    }
}
