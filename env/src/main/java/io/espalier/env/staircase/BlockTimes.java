package io.espalier.env.staircase;

import io.espalier.env.target.Block;
import io.espalier.env.target.Block.Round;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What one block says of its networks. If some rounds were undisturbed, their medians count. If none was, because rounds are long and the
 * machine is busy, what counts are the quarters of the fastest inferences, provided that they agree among themselves and that the canary's
 * fastest quarter says that the core was its own: being interrupted only adds time.
 *
 * @param rounds that count
 * @param quantile of their times: a half or a quarter
 * @param canaryNanos the canary's in these rounds; 0 where the target cannot run one
 */
record BlockTimes(List<Round> rounds, double quantile, double canaryNanos) {

    private static final double MEDIAN = 0.5;
    private static final double FAST = 0.25;
    private static final int FEWEST = 3;
    /** The fastest quarter of inferences of one network agrees if its last is no slower than its first by more than this share. */
    private static final double AGREED = 0.04;

    /**
     * The part that counts.
     *
     * @param level the canary's time on an undisturbed core as far as known; 0 if not known
     * @return empty if the block was too disturbed
     */
    static Optional<BlockTimes> of(Block block, double level) {
        List<Round> all = block.rounds();
        double[] canaries = canaries(all);
        double own = canaries.length == 0
                ? 0
                : StaircaseData.level(Arrays.stream(canaries).boxed().toList());
        double limit = StaircaseData.CANARY_BOUND * (level > 0 ? Math.min(level, own) : own);
        List<Round> quiet =
                all.stream().filter(round -> undisturbed(round, limit)).toList();
        if (quiet.size() >= FEWEST) {
            return Optional.of(of(quiet, MEDIAN));
        }
        BlockTimes fast = of(all, FAST);
        boolean told = level > 0 && fast.canaryNanos <= limit && all.size() * FAST >= FEWEST;
        return told && fast.agrees(block.networks().size()) ? Optional.of(fast) : Optional.empty();
    }

    private static BlockTimes of(List<Round> rounds, double quantile) {
        double[] canaries = canaries(rounds);
        return new BlockTimes(rounds, quantile, canaries.length == 0 ? 0 : quantile(quantile, canaries));
    }

    /** How many rounds the figures rest on. */
    int weight() {
        return quantile == MEDIAN ? rounds.size() : (int) (rounds.size() * quantile);
    }

    double nanos(int network) {
        return quantile(quantile, times(network));
    }

    double ratio(int network, int reference) {
        if (quantile != MEDIAN) {
            return nanos(network) / nanos(reference);
        }
        return Math.exp(quantile(
                quantile,
                rounds.stream()
                        .mapToDouble(round -> Math.log((double) round.nanos().get(network)
                                / round.nanos().get(reference)))
                        .toArray()));
    }

    private boolean agrees(int networks) {
        return IntStream.range(0, networks)
                .allMatch(network -> nanos(network) <= (1 + AGREED) * quantile(0, times(network)));
    }

    private double[] times(int network) {
        return rounds.stream().mapToDouble(round -> round.nanos().get(network)).toArray();
    }

    private static boolean undisturbed(Round round, double limit) {
        return !round.waited() && round.canaryNanos().stream().allMatch(nanos -> nanos <= limit);
    }

    private static double[] canaries(List<Round> rounds) {
        return rounds.stream()
                .flatMap(round -> round.canaryNanos().stream())
                .mapToDouble(Long::doubleValue)
                .toArray();
    }

    /** Interpolated between neighbours. */
    private static double quantile(double quantile, double... figures) {
        Arrays.sort(figures);
        double place = quantile * (figures.length - 1);
        int below = (int) place;
        int above = Math.min(figures.length - 1, below + 1);
        return figures[below] + (place - below) * (figures[above] - figures[below]);
    }
}
