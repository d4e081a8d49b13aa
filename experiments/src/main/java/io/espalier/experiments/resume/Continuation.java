package io.espalier.experiments.resume;

import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.config.ConfigKind;
import io.espalier.experiments.config.ConfigLoader;
import io.espalier.experiments.config.LoadedConfig;
import io.espalier.tracking.journal.JournalReader;
import io.espalier.tracking.manifest.Manifest;
import io.espalier.tracking.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A run that was stopped and is to go on.
 *
 * @param folder with the run's config
 */
public record Continuation(RunFolder folder) {

    /** What may differ in a manifest without a bit of the run depending on it. */
    private static final Set<String> FREE = Set.of(
            "threads.workers",
            "machine.operatingSystem",
            "machine.cores",
            "launch",
            "launch.user",
            "launch.branch",
            "launch.changes",
            "data",
            "data.source");

    /** What a config may say otherwise, besides what is outside of its identity anyway. */
    private static final Set<String> NAMES = Set.of("name", "seed");

    /** @throws ConfigException if it is no folder with a config */
    public static Continuation of(Path run) {
        try {
            return new Continuation(RunFolder.toResume(run));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether nothing is left to be done. */
    public boolean completed() {
        return Files.exists(folder.journal()) && JournalReader.completed(folder.journal());
    }

    /** @throws ConfigException naming every key that decides something and is set to another value than the run's */
    public <T extends Record> void requireSame(ConfigKind<T> kind, LoadedConfig<T> now) {
        LoadedConfig<T> recorded = new ConfigLoader<>(kind).load(folder.config(), List.of());
        boolean same = recorded.hash().equals(now.hash())
                && NAMES.stream()
                        .allMatch(key -> Objects.equals(
                                recorded.flat().get(key), now.flat().get(key)));
        if (!same) {
            List<String> differences = Differences.between(
                    recorded.flat(), now.flat(), key -> !NAMES.contains(key) && outsideIdentity(kind, key));
            throw refusal("config", differences);
        }
    }

    private static boolean outsideIdentity(ConfigKind<?> kind, String key) {
        return kind.outsideIdentity().stream()
                .anyMatch(outside -> key.equals(outside) || key.startsWith(outside + "."));
    }

    /**
     * Checks program, network, data, device and whatever else decides bits. A run that was stopped before it said any of it has none.
     *
     * @throws ConfigException naming every fact that is another than the run's
     */
    public void requireSame(Manifest now) {
        if (!Files.exists(folder.manifest())) {
            return;
        }
        Map<String, String> recorded = Manifest.read(folder.manifest()).flat();
        List<String> differences = Differences.between(recorded, now.flat(), FREE::contains);
        if (!differences.isEmpty()) {
            throw refusal("program, data and machine", differences);
        }
    }

    private ConfigException refusal(String what, List<String> differences) {
        return new ConfigException(
                "%s must be what run %s began with: %s".formatted(what, folder.name(), String.join("; ", differences)));
    }
}
