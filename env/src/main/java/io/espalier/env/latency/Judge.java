package io.espalier.env.latency;

import io.espalier.env.target.Block;
import io.espalier.env.target.Block.Round;
import java.util.List;
import java.util.OptionalLong;

/**
 * Says whether a round was disturbed.
 *
 * @param canaryLimit no canary of an undisturbed round takes longer, in nanoseconds; empty where there are no canaries
 * @param referenceLimit the same for the mean of reference and twin, for rounds without canaries
 */
record Judge(OptionalLong canaryLimit, OptionalLong referenceLimit) {

    /** On a shared core the canary takes half as long again, on its own core its times are within a few per cent. */
    private static final double CANARY_BOUND = 1.2;

    private static final RoundCounts ACCEPTED = new RoundCounts(1, 0, 0, 0, 0);
    private static final RoundCounts WAITED = new RoundCounts(0, 1, 0, 0, 0);
    private static final RoundCounts STOLEN = new RoundCounts(0, 0, 1, 0, 0);
    private static final RoundCounts CANARY = new RoundCounts(0, 0, 0, 1, 0);

    static Judge of(List<Block> blocks, OptionalLong canaryLevel) {
        return new Judge(
                canaryLevel.isPresent()
                        ? OptionalLong.of(Math.round(canaryLevel.getAsLong() * CANARY_BOUND))
                        : OptionalLong.empty(),
                OptionalLong.empty());
    }

    /** Where the round is counted. */
    RoundCounts judge(Round round) {
        if (round.waitedNanos() > 0) {
            return WAITED;
        }
        if (round.stolenNanos() > 0) {
            return STOLEN;
        }
        return canaryLimit.isPresent()
                        && round.canaryNanos().stream().anyMatch(nanos -> nanos > canaryLimit.getAsLong())
                ? CANARY
                : ACCEPTED;
    }
}
