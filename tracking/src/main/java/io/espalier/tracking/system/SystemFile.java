package io.espalier.tracking.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.tracking.run.LineTail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a file of samples on and on while it grows ({@link LineTail}). */
public final class SystemFile {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();
    private static final int PORTION = 200;

    private final Path path;
    private final LineTail lines;

    /** @param path of the file, which need not be there */
    public SystemFile(Path path) {
        this.path = path;
        this.lines = new LineTail(path);
    }

    /**
     * Some of the samples that follow those already returned; empty if there are none yet.
     *
     * @throws UncheckedIOException if the file cannot be read, or a line is not a sample; the message names the file
     */
    public List<SystemSample> next() {
        List<SystemSample> samples = new ArrayList<>();
        if (!Files.exists(path)) {
            return samples;
        }
        try {
            lines.next(PORTION, line -> samples.add(MAPPER.readValue(line, SystemSample.class)));
            return samples;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot read " + path + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    /** Where the last returned sample's line ends, in bytes. */
    long position() {
        return lines.position();
    }

    static byte[] line(SystemSample sample) {
        try {
            return (MAPPER.writeValueAsString(sample) + "\n").getBytes(UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a sample must be writable as JSON", e);
        }
    }
}
