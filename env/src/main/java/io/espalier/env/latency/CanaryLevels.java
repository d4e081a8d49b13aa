package io.espalier.env.latency;

import io.espalier.env.target.Block;
import io.espalier.env.target.TargetFingerprint;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What is known of the times of the canaries and of references on an undisturbed core, by fingerprint: the fastest time that each canary has kept up
 * for a while, in nanoseconds, and for a reference the best measurement's mean, in millionths of the canary's time. Without it a machine that is disturbed from the first block to the last could not be told from a slow one, therefore it is
 * remembered between commands in a file. The level of a target is a function of the level that was known at the start and of the blocks that were learned
 * from, in any order; whoever wants to repeat a measurement from its blocks keeps the first with the second ({@link #level},
 * {@link #remember}). Not for several threads at once; several processes may share a file.
 */
public final class CanaryLevels {

    /** Where the file is, if not in the user's cache. */
    public static final String FILE_PROPERTY = "espalier.canary-levels";

    private static final String FILE_NAME = "canary-levels.json";
    /** The file is written when the level falls by more than this; less is the noise of its estimate. */
    private static final double WORTH_WRITING = 0.005;

    private final Map<String, Long> levelsByTarget;
    private final Optional<LevelFile> file;

    private CanaryLevels(Map<String, Long> levelsByTarget, Optional<LevelFile> file) {
        this.levelsByTarget = levelsByTarget;
        this.file = file;
    }

    /** Knows nothing yet and forgets everything with the process. */
    public static CanaryLevels inMemory() {
        return new CanaryLevels(new TreeMap<>(), Optional.empty());
    }

    /**
     * Knows what the file says, and writes to it what it learns.
     *
     * @param file need not exist yet
     * @throws java.io.UncheckedIOException if the file cannot be read or written
     * @throws IllegalArgumentException if it is not a file of levels
     */
    public static CanaryLevels in(Path file) {
        LevelFile levels = new LevelFile(file);
        return new CanaryLevels(new TreeMap<>(levels.open()), Optional.of(levels));
    }

    /**
     * The user's own file: {@value #FILE_NAME} in {@code espalier} in the cache folder of the XDG base directory specification, or what the
     * system property {@value #FILE_PROPERTY} names.
     *
     * @param environment of the process
     */
    public static Path usersFile(Map<String, String> environment) {
        String property = System.getProperty(FILE_PROPERTY, "");
        if (!property.isEmpty()) {
            return Path.of(property);
        }
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path folder = cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return folder.resolve("espalier").resolve(FILE_NAME);
    }

    /** The canary's level in nanoseconds; empty if no block of this target was seen yet, or it cannot run a canary. */
    public OptionalLong level(TargetFingerprint fingerprint) {
        return known(key(fingerprint, Canary.network().id()));
    }

    /**
     * The levels that a measurement needs.
     *
     * @param reference id of the network that its ratios are to
     */
    Levels of(TargetFingerprint fingerprint, String reference) {
        return new Levels(
                level(fingerprint),
                known(key(fingerprint, MemoryCanary.network().id())),
                known(key(fingerprint, reference)));
    }

    private OptionalLong known(String key) {
        Long nanos = levelsByTarget.get(key);
        return nanos == null ? OptionalLong.empty() : OptionalLong.of(nanos);
    }

    /** Takes a block into account and says what the levels are now. */
    Levels learn(Block block) {
        List<Long> canaries = block.rounds().stream()
                .flatMap(round -> round.canaryNanos().stream())
                .toList();
        SustainedLevel.of(canaries).ifPresent(nanos -> remember(block.fingerprint(), nanos));
        SustainedLevel.of(memory(block))
                .ifPresent(nanos ->
                        remember(key(block.fingerprint(), MemoryCanary.network().id()), nanos));
        return of(block.fingerprint(), block.networks().get(Series.REFERENCE));
    }

    /** The memory canary's times, where the block has them: it is one of the networks. */
    private static List<Long> memory(Block block) {
        int place = block.networks().indexOf(MemoryCanary.network().id());
        return place < 0
                ? List.of()
                : block.rounds().stream().map(round -> round.nanos().get(place)).toList();
    }

    /** Takes a level of the canary that was seen before into account: the lower one stays. */
    public void remember(TargetFingerprint fingerprint, long nanos) {
        remember(key(fingerprint, Canary.network().id()), nanos);
    }

    /**
     * Takes the pace of a whole measurement into account: the best one stays.
     *
     * @param reference id of its reference
     * @param quotient mean time of the reference in units of the canary's, in millionths
     */
    void rememberPace(TargetFingerprint fingerprint, String reference, long quotient) {
        remember(key(fingerprint, reference), quotient);
    }

    private void remember(String key, long level) {
        Long known = levelsByTarget.get(key);
        levelsByTarget.merge(key, level, Math::min);
        if (known == null || level < known * (1 - WORTH_WRITING)) {
            file.ifPresent(levels -> levels.lower(key, level));
        }
    }

    /** Another network has another level. */
    private static String key(TargetFingerprint fingerprint, String network) {
        return fingerprint.id() + "/"
                + network.substring(
                        0, Math.min(network.length(), fingerprint.id().length()));
    }
}
