package io.espalier.tracking.mlflow;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
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
import org.jspecify.annotations.Nullable;

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
     * @param samples how many looks at the machine were sent
     * @param children runs below the run, by what they are of
     */
    record Sent(String runId, String artifactUri, long sequence, long samples, Map<String, Child> children) {

        Sent {
            children = Collections.unmodifiableSortedMap(new TreeMap<>(children));
        }

        /** A file that was written before there were samples and children has none. */
        @JsonCreator
        static Sent read(
                @JsonProperty("runId") String runId,
                @JsonProperty("artifactUri") String artifactUri,
                @JsonProperty("sequence") long sequence,
                @JsonProperty("samples") long samples,
                @JsonProperty("children") @Nullable Map<String, Child> children) {
            return new Sent(runId, artifactUri, sequence, samples, children == null ? Map.of() : children);
        }

        static Sent nothing(String runId, String artifactUri) {
            return new Sent(runId, artifactUri, 0, 0, Map.of());
        }

        Sent upTo(long newSequence) {
            return new Sent(runId, artifactUri, newSequence, samples, children);
        }

        Sent withSamples(long newSamples) {
            return new Sent(runId, artifactUri, sequence, newSamples, children);
        }

        Sent with(String name, Child child) {
            Map<String, Child> changed = new TreeMap<>(children);
            changed.put(name, child);
            return new Sent(runId, artifactUri, sequence, samples, changed);
        }
    }

    /**
     * A run below the run.
     *
     * @param runId its name on that server
     * @param ended whether nothing more can come, even if the run is resumed
     */
    record Child(String runId, boolean ended) {}

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
