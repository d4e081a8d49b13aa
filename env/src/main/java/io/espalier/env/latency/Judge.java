package io.espalier.env.latency;

import io.espalier.env.target.Block;
import io.espalier.env.target.Block.Round;
import java.util.List;
import java.util.OptionalLong;

/**
 * Says whether a round was disturbed.
 *
 * @param canaryLimit no canary of an undisturbed round takes longer, in nanoseconds; empty where there are no canaries
 * @param memoryLimit the same for the memory canary
 * @param referenceLimit the same for the mean of reference and twin, for rounds without canaries
 */
record Judge(OptionalLong canaryLimit, OptionalLong memoryLimit, OptionalLong referenceLimit) {

    /**
     * On a shared core the canary takes 1.6 to 1.9 times its level, on its own core 95 % of its times are below 1.17; between 1.05 and 1.5
     * the bound did not move the ratio of ResNet-20 and its half by more than 0.003.
     */
    private static final double CANARY_BOUND = 1.2;

    /**
     * Up to a quarter above what is usual the ratio of ResNet-56 and ResNet-20 stayed within 1 %, at half above it was off by 7 %. A bound of
     * 1.1 rejected four rounds of five on an idle machine, and ratios were the same.
     */
    private static final double MEMORY_BOUND = 1.3;

    /** On a shared core ResNet-20 takes 1.17 to 1.2 times its level. Reference and twin both count, so that neither is preferred. */
    private static final double REFERENCE_BOUND = 1.1;

    private static final RoundCounts ACCEPTED = new RoundCounts(1, 0, 0, 0, 0, 0);
    private static final RoundCounts WAITED = new RoundCounts(0, 1, 0, 0, 0, 0);
    private static final RoundCounts STOLEN = new RoundCounts(0, 0, 1, 0, 0, 0);
    private static final RoundCounts CANARY = new RoundCounts(0, 0, 0, 1, 0, 0);
    private static final RoundCounts MEMORY = new RoundCounts(0, 0, 0, 0, 1, 0);
    private static final RoundCounts REFERENCE = new RoundCounts(0, 0, 0, 0, 0, 1);

    static Judge of(List<Block> blocks, Levels levels) {
        OptionalLong reference = blocks.stream()
                .map(block -> SustainedLevel.of(block.rounds().stream()
                        .filter(round -> round.canaryNanos().isEmpty())
                        .map(Series::reference)
                        .toList()))
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .min();
        return new Judge(
                limit(levels.canary(), CANARY_BOUND),
                limit(levels.memory(), MEMORY_BOUND),
                limit(reference, REFERENCE_BOUND));
    }

    /** The round as one count of what became of it. */
    RoundCounts judge(Round round) {
        if (round.waited()) {
            return WAITED;
        }
        if (round.stolenNanos() > 0) {
            return STOLEN;
        }
        if (round.canaryNanos().isEmpty()) {
            return exceeds(Series.reference(round), referenceLimit) ? REFERENCE : ACCEPTED;
        }
        if (round.canaryNanos().stream().anyMatch(nanos -> exceeds(nanos, canaryLimit))) {
            return CANARY;
        }
        return exceeds(round.nanos().get(Series.MEMORY), memoryLimit) ? MEMORY : ACCEPTED;
    }

    private static OptionalLong limit(OptionalLong level, double bound) {
        return level.isPresent() ? OptionalLong.of(Math.round(level.getAsLong() * bound)) : level;
    }

    private static boolean exceeds(long nanos, OptionalLong limit) {
        return limit.isPresent() && nanos > limit.getAsLong();
    }
}
