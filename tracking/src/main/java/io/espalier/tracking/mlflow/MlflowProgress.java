package io.espalier.tracking.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.tracking.run.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far each server has been told about a run; {@code mlflow.json} in the run's folder.
 *
 * @param servers by the server's address
 */
record MlflowProgress(Map<String, Sent> servers) {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    MlflowProgress {
        servers = Collections.unmodifiableSortedMap(new TreeMap<>(servers));
    }

    /**
     * What one server has.
     *
     * @param runId the run's name on that server
     * @param artifactUri where that server keeps the run's files
     * @param sequence of the last event that was sent; 0 for none
     */
    record Sent(String runId, String artifactUri, long sequence) {
        Sent upTo(long newSequence) {
            return new Sent(runId, artifactUri, newSequence);
        }
    }

    static MlflowProgress read(Path file) {
        if (!Files.exists(file)) {
            return new MlflowProgress(Map.of());
        }
        try {
            return MAPPER.readValue(file.toFile(), MlflowProgress.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    Optional<Sent> to(String server) {
        return Optional.ofNullable(servers.get(server));
    }

    MlflowProgress with(String server, Sent sent) {
        Map<String, Sent> changed = new TreeMap<>(servers);
        changed.put(server, sent);
        return new MlflowProgress(changed);
    }

    void write(Path file) {
        try {
            AtomicFile.write(file, MAPPER.writeValueAsString(this) + "\n");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getOriginalMessage(), e);
        }
    }
}
