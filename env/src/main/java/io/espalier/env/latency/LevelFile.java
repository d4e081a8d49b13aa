package io.espalier.env.latency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * A JSON file with one number for each target. It is replaced as a whole, so that nobody reads half of it; of two processes that replace it
 * at the same moment one is forgotten, which costs nothing but a level to be found again.
 */
record LevelFile(Path path) {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** What it says; makes its folder if there is none, so that whoever cannot write learns it before measuring. */
    Map<String, Long> open() {
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
                if (!Files.isWritable(folder)) {
                    throw new IOException("its folder cannot be written");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
        return read();
    }

    /** Writes a level unless a lower one is there. */
    void lower(String key, long nanos) {
        Map<String, Long> levels = read();
        levels.merge(key, nanos, Math::min);
        try {
            Path folder = path.toAbsolutePath().getParent();
            Path whole = Files.createTempFile(folder, "canary-levels", ".json");
            Files.writeString(whole, MAPPER.writeValueAsString(levels) + "\n");
            Files.move(whole, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
    }

    private Map<String, Long> read() {
        if (!Files.exists(path)) {
            return new TreeMap<>();
        }
        try {
            return MAPPER.readValue(Files.readString(path), new TypeReference<TreeMap<String, Long>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "%s must be a file of canary levels, or be deleted: %s".formatted(path, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }
}
