package io.espalier.tracking.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a file of samples on and on while it grows, in memory that does not depend on its length. A last line without its line feed is being written, or
 * never will be: it waits unread.
 */
public final class SystemFile {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();
    private static final int BLOCK_BYTES = 1 << 16;

    private final Path path;
    private long position;

    /** @param path of the file, which need not be there */
    public SystemFile(Path path) {
        this.path = path;
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
        try (RandomAccessFile input = new RandomAccessFile(path.toFile(), "r")) {
            input.seek(position);
            byte[] block = new byte[BLOCK_BYTES];
            int count = input.read(block);
            int from = 0;
            for (int i = 0; i < count; i++) {
                if (block[i] == '\n') {
                    samples.add(MAPPER.readValue(new String(block, from, i - from, UTF_8), SystemSample.class));
                    from = i + 1;
                }
            }
            position += from;
            return samples;
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot read " + path + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    /** Where the last returned sample's line ends, in bytes. */
    long position() {
        return position;
    }

    static byte[] line(SystemSample sample) {
        try {
            return (MAPPER.writeValueAsString(sample) + "\n").getBytes(UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a sample must be writable as JSON", e);
        }
    }
}
