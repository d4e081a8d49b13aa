package io.espalier.env.latency;

import java.util.OptionalLong;

/**
 * What is known of the times of both canaries on an undisturbed core, in nanoseconds.
 *
 * @param canary empty where the target cannot run one
 * @param memory of {@link MemoryCanary}
 */
record Levels(OptionalLong canary, OptionalLong memory) {

    /** The same for whoever does not mind that others use the memory too. */
    Levels withoutMemory() {
        return new Levels(canary, OptionalLong.empty());
    }
}
