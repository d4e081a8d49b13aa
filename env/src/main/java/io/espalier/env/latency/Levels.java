package io.espalier.env.latency;

import java.util.OptionalLong;

/**
 * What is known of an undisturbed core.
 *
 * @param canary time of the canary, in nanoseconds; empty where the target cannot run one
 * @param memory time of the {@link MemoryCanary}, in nanoseconds
 * @param pace time of a measurement's reference in units of the canary's, in millionths, in the best measurement that is known
 */
record Levels(OptionalLong canary, OptionalLong memory, OptionalLong pace) {

    /** The same for whoever does not mind that others use the memory too. */
    Levels withoutMemory() {
        return new Levels(canary, OptionalLong.empty(), pace);
    }
}
