package io.espalier.experiments.rewards;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The plans that are done, a line of JSON each in a file; a plan is on disk when {@link #add} returns. A last line that a kill has torn is
 * cut. Thread-safe within a process.
 */
final class PlanLog {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private final Path file;
    private final Map<Integer, StudiedPlan> plans = new TreeMap<>();

    private PlanLog(Path file) {
        this.file = file;
    }

    /**
     * Reads what is there.
     *
     * @throws UncheckedIOException if the file cannot be read or a whole line in it is no plan
     */
    static PlanLog open(Path file) {
        PlanLog log = new PlanLog(file);
        try {
            if (Files.isRegularFile(file)) {
                String text = Files.readString(file);
                String whole = text.substring(0, text.lastIndexOf('\n') + 1);
                whole.lines().map(line -> log.parse(line)).forEach(plan -> log.plans.put(plan.place(), plan));
                cut(file, whole.getBytes(UTF_8).length);
            }
            return log;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private StudiedPlan parse(String line) {
        try {
            return MAPPER.readValue(line, StudiedPlan.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot read " + file + ": a line is no plan: " + line, e);
        }
    }

    private static void cut(Path file, long length) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(length);
        }
    }

    /** By place. */
    synchronized Map<Integer, StudiedPlan> plans() {
        return Map.copyOf(plans);
    }

    /** @throws UncheckedIOException if it cannot be written */
    synchronized void add(StudiedPlan plan) {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(open.length());
            open.write((MAPPER.writeValueAsString(plan) + "\n").getBytes(UTF_8));
            open.getFD().sync();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
        plans.put(plan.place(), plan);
    }
}
