package io.espalier.env.latency;

/**
 * Under what conditions a measurement was made.
 *
 * @param blocks measured, also those with too few accepted rounds
 * @param rounds in all blocks
 * @param canaryLevelNanos the canary's time on an undisturbed core; 0 where the target cannot run one
 * @param memoryLevelNanos the memory canary's
 * @param lag how far the reference was behind its best pace, as a logarithm; ratios are corrected by it; 0 where it is not known
 * @param drift between early and late blocks
 * @param ending why it ended
 * @param disturbed whether too little was accepted, so that the figures are over all rounds and nothing may be claimed
 * @param elapsedNanos in blocks
 */
public record Conditions(
        int blocks,
        RoundCounts rounds,
        long canaryLevelNanos,
        long memoryLevelNanos,
        double lag,
        Drift drift,
        Ending ending,
        boolean disturbed,
        long elapsedNanos) {}
