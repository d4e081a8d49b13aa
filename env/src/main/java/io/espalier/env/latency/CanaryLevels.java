package io.espalier.env.latency;

import io.espalier.env.target.Block;
import io.espalier.env.target.TargetFingerprint;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** What is known of the canary's time on an undisturbed core, by fingerprint. */
public final class CanaryLevels {

    private final Map<String, Long> nanosByFingerprint = new HashMap<>();

    private CanaryLevels() {}

    /** Knows nothing yet and forgets everything with the process. */
    public static CanaryLevels inMemory() {
        return new CanaryLevels();
    }

    /** The level in nanoseconds; empty if no block of this target was seen yet, or it cannot run a canary. */
    public OptionalLong level(TargetFingerprint fingerprint) {
        Long nanos = nanosByFingerprint.get(fingerprint.id());
        return nanos == null ? OptionalLong.empty() : OptionalLong.of(nanos);
    }

    /** Takes a block into account and says what the level is now. */
    OptionalLong learn(Block block) {
        long[] nanos = block.rounds().stream()
                .flatMap(round -> round.canaryNanos().stream())
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        if (nanos.length > 0) {
            nanosByFingerprint.merge(block.fingerprint().id(), nanos[nanos.length / 10], Math::min);
        }
        return level(block.fingerprint());
    }
}
