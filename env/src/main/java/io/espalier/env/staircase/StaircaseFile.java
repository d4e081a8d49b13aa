package io.espalier.env.staircase;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.env.target.TargetFingerprint;
import io.espalier.env.target.TargetJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A table as a file: lines of JSON, each an object with one field that says what the line is. First {@code table} with version and
 * fingerprint, then a {@code cell} for each layer and a {@code whole} for each plan. Numbers are written so that they are read again as they
 * were.
 */
public final class StaircaseFile {

    private static final int VERSION = 1;
    private static final String HEADER = "table";
    private static final String CELL = "cell";
    private static final String WHOLE = "whole";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private StaircaseFile() {}

    /** The first line. */
    private record Header(int version, TargetFingerprint fingerprint) {}

    /**
     * Writes a table so that the file is there whole or as it was.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    public static void write(Path file, StaircaseData data) {
        StringBuilder text = new StringBuilder();
        line(text, HEADER, new Header(VERSION, data.fingerprint()));
        data.cells().values().forEach(cell -> line(text, CELL, cell));
        data.wholes().forEach(whole -> line(text, WHOLE, whole));
        Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            try {
                writeThrough(unfinished, text.toString().getBytes(StandardCharsets.UTF_8));
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /**
     * Reads a table.
     *
     * @throws UncheckedIOException if the file cannot be read or is not a table as {@link #write} writes it; the message names file, line and
     *     reason
     */
    public static StaircaseData read(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.isEmpty()) {
                throw new IllegalArgumentException("line 1: the file is empty");
            }
            Header header = read(lines, 0, HEADER, Header.class);
            if (header.version() != VERSION) {
                throw new IllegalArgumentException(
                        "line 1: version must be %d: %d".formatted(VERSION, header.version()));
            }
            List<CellTime> cells = new ArrayList<>();
            List<WholeTime> wholes = new ArrayList<>();
            for (int i = 1; i < lines.size(); i++) {
                if (lines.get(i).startsWith("{\"" + CELL + "\"")) {
                    cells.add(read(lines, i, CELL, CellTime.class));
                } else {
                    wholes.add(read(lines, i, WHOLE, WholeTime.class));
                }
            }
            return StaircaseData.empty(header.fingerprint()).withCells(cells).withWholes(wholes);
        } catch (IllegalArgumentException e) {
            throw damaged(file, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static UncheckedIOException damaged(Path file, String reason, Exception cause) {
        return new UncheckedIOException(
                "%s must be a latency table: %s".formatted(file, reason), new IOException(reason, cause));
    }

    private static void line(StringBuilder text, String kind, Object value) {
        text.append("{\"")
                .append(kind)
                .append("\":")
                .append(TargetJson.line(value))
                .append("}\n");
    }

    private static <T> T read(List<String> lines, int index, String kind, Class<T> type) {
        String where = "line %d: ".formatted(index + 1);
        JsonNode tree;
        try {
            tree = MAPPER.readTree(lines.get(index));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(where + e.getOriginalMessage(), e);
        }
        JsonNode value = tree.get(kind);
        if (value == null || tree.size() != 1) {
            throw new IllegalArgumentException(where + "must be an object with the one field '%s'".formatted(kind));
        }
        try {
            return TargetJson.read(value.toString(), type);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + e.getMessage(), e);
        }
    }

    private static void writeThrough(Path file, byte... bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }
}
