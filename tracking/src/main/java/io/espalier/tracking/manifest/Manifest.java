package io.espalier.tracking.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.espalier.tracking.run.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one would need to know to make a run again. Maps are kept in the order of their keys.
 *
 * @param code what ran
 * @param machine where it ran
 * @param launch who started it from what; no result depends on it. Empty in manifests that do not know it
 * @param data what images it worked with. Empty in manifests that do not know it
 * @param digests SHA-256 of the data and models that were read, by what they are
 * @param splits how many examples each disjoint split holds, by its name
 * @param seeds every seed that was given, by what it is for
 * @param threads thread counts of the libraries and of our workers, by whose they are
 */
public record Manifest(
        Code code,
        Machine machine,
        Optional<Launch> launch,
        Optional<Images> data,
        Map<String, String> digests,
        Map<String, Long> splits,
        Map<String, Long> seeds,
        Map<String, Integer> threads) {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    /** What older manifests lack. */
    private static final List<String> LATER = List.of("launch", "data");

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

    /**
     * Who started a run, and from what.
     *
     * @param user name of the account
     * @param branch of git; {@code "unknown"} if there is none
     * @param changes whether files that git knows differ from the commit: {@code "true"}, {@code "false"} or {@code "unknown"}
     */
    public record Launch(String user, String branch, String changes) {}

    /**
     * The images of a run, which all have one shape.
     *
     * @param source as the config names it
     * @param embedded whether that is a set that comes with the program; else it is a folder or an archive
     * @param shape channels, height and width
     * @param classes that an image may be of
     */
    public record Images(String source, boolean embedded, List<Integer> shape, int classes) {
        public Images {
            shape = List.copyOf(shape);
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
            JsonNode tree = MAPPER.readTree(file.toFile());
            if (!(tree instanceof ObjectNode manifest)) {
                throw new IOException("not a JSON object");
            }
            LATER.stream().filter(name -> !manifest.has(name)).forEach(manifest::putNull);
            return MAPPER.treeToValue(manifest, Manifest.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("cannot read manifest " + file + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read manifest " + file + ": " + e.getMessage(), e);
        }
    }
}
