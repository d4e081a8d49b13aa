package io.espalier.tracking.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.tracking.run.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one would need to know to make a run again. Maps are kept in the order of their keys.
 *
 * @param code what ran
 * @param machine where it ran
 * @param digests SHA-256 of the data and models that were read, by what they are
 * @param splits how many examples each disjoint split holds, by its name
 * @param seeds every seed that was given, by what it is for
 * @param threads thread counts of the libraries and of our workers, by whose they are
 */
public record Manifest(
        Code code,
        Machine machine,
        Map<String, String> digests,
        Map<String, Long> splits,
        Map<String, Long> seeds,
        Map<String, Integer> threads) {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    public Manifest {
        digests = sorted(digests);
        splits = sorted(splits);
        seeds = sorted(seeds);
        threads = sorted(threads);
    }

    /**
     * The code of a run.
     *
     * @param version of this project
     * @param commit of git, or {@code "unknown"}
     * @param libraries version by artifact
     */
    public record Code(String version, String commit, Map<String, String> libraries) {
        public Code {
            libraries = sorted(libraries);
        }
    }

    /**
     * The machine of a run.
     *
     * @param java version and vendor of the runtime
     * @param operatingSystem name, version, architecture
     * @param processor model name
     * @param cores that the runtime may use
     * @param target fingerprint of what latency was measured on; empty if none was
     */
    public record Machine(String java, String operatingSystem, String processor, int cores, String target) {

        /** This machine, as the Java runtime and, on Linux, {@code /proc/cpuinfo} describe it. */
        public static Machine here(String target) {
            return new Machine(
                    property("java.vm.vendor") + " " + property("java.vm.version"),
                    property("os.name") + " " + property("os.version") + " " + property("os.arch"),
                    processorName(),
                    Runtime.getRuntime().availableProcessors(),
                    target);
        }

        private static String property(String name) {
            return System.getProperty(name, "unknown");
        }

        private static String processorName() {
            try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
                return lines.filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse("unknown");
            } catch (IOException e) {
                return "unknown";
            }
        }
    }

    private static <V> Map<String, V> sorted(Map<String, V> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    /** Every fact as text, by its dotted name, for instance {@code "digests.network"}. */
    public Map<String, String> flat() {
        Map<String, String> flat = new TreeMap<>();
        flatten("", MAPPER.valueToTree(this), flat);
        return flat;
    }

    private static void flatten(String path, JsonNode node, Map<String, String> flat) {
        if (node.isValueNode()) {
            flat.put(path, node.asText());
        } else {
            node.properties()
                    .forEach(fact -> flatten(
                            path.isEmpty() ? fact.getKey() : path + "." + fact.getKey(), fact.getValue(), flat));
        }
    }

    /** @throws UncheckedIOException if it cannot be written; the message names the path */
    public void write(Path file) {
        try {
            AtomicFile.write(file, MAPPER.writeValueAsString(this) + "\n");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getOriginalMessage(), e);
        }
    }

    /** @throws UncheckedIOException if it cannot be read or is not a manifest; the message names the path */
    public static Manifest read(Path file) {
        try {
            return MAPPER.readValue(file.toFile(), Manifest.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot read manifest " + file + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read manifest " + file + ": " + e.getMessage(), e);
        }
    }
}
