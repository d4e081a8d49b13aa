package io.espalier.experiments.search;

import io.espalier.env.target.TargetFingerprint;
import io.espalier.experiments.config.DataConfig;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.policy.Recovery;
import io.espalier.models.data.DataSplits;
import io.espalier.models.data.ImageSet;
import io.espalier.models.graph.GraphDigest;
import io.espalier.tracking.manifest.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.nd4j.linalg.factory.Nd4j;

/** What a search needs to be made again, collected from where it is known. */
final class RunManifest {

    private RunManifest() {}

    /** @param target what latency is measured on; empty where it is switched off */
    static Manifest of(SearchConfig config, Recovery recovery, Optional<TargetFingerprint> target) {
        DataSplits splits = recovery.splits();
        DataSplits.Digests digests = splits.digests();
        return new Manifest(
                code(),
                Manifest.Machine.here(target.map(RunManifest::text).orElse("")),
                Optional.of(new Manifest.Launch(
                        System.getProperty("user.name", UNKNOWN),
                        System.getProperty(BRANCH_PROPERTY, UNKNOWN),
                        System.getProperty(CHANGES_PROPERTY, UNKNOWN))),
                Optional.of(images(config.data().source(), splits.train())),
                digests(config, recovery, digests),
                Map.of(
                        "train", (long) splits.train().size(),
                        "search", (long) splits.search().size(),
                        "test", (long) splits.test().size()),
                Map.of("run", config.seed(), "split", config.data().splitSeed()),
                Map.of(
                        "workers",
                        config.workers(),
                        "openmp",
                        Nd4j.getEnvironment().maxThreads()));
    }

    private static Manifest.Images images(String source, ImageSet images) {
        return new Manifest.Images(
                source,
                source.equals(DataConfig.FASHION_MNIST),
                images.shape().dimensions(),
                images.classNames().size());
    }

    private static Map<String, String> digests(SearchConfig config, Recovery recovery, DataSplits.Digests data) {
        Map<String, String> digests = new TreeMap<>(Map.of(
                EarlierRun.NETWORK,
                GraphDigest.of(recovery.unpruned()),
                "data.train",
                data.train(),
                "data.search",
                data.search(),
                "data.test",
                data.test()));
        EarlierRun.of(config)
                .ifPresent(run -> digests.put("warm_start." + run.folder().name(), run.digest()));
        return digests;
    }

    private static String text(TargetFingerprint target) {
        return target.id()
                + target.facts().entrySet().stream()
                        .map(fact -> "; %s %s".formatted(fact.getKey(), fact.getValue()))
                        .collect(Collectors.joining());
    }

    private static Manifest.Code code() {
        Map<String, String> libraries = versions();
        String version = libraries.getOrDefault("espalier", UNKNOWN);
        String commit = System.getProperty(COMMIT_PROPERTY, UNKNOWN);
        libraries.remove("espalier");
        return new Manifest.Code(version, commit, libraries);
    }

    /** Versions by library, written into a resource by the build. */
    private static Map<String, String> versions() {
        Properties properties = new Properties();
        try (var stream = RunManifest.class.getResourceAsStream(VERSIONS)) {
            if (stream == null) {
                throw new IllegalStateException("the build must have put " + VERSIONS + " beside " + RunManifest.class);
            }
            properties.load(stream);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + VERSIONS, e);
        }
        Map<String, String> versions = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> versions.put(name, properties.getProperty(name)));
        return versions;
    }

    private static final String VERSIONS = "versions.properties";

    private static final String UNKNOWN = "unknown";

    // Set by the launcher.
    private static final String COMMIT_PROPERTY = "espalier.commit";
    private static final String BRANCH_PROPERTY = "espalier.branch";
    private static final String CHANGES_PROPERTY = "espalier.changes";
}
