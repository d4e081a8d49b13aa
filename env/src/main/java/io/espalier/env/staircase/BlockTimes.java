package io.espalier.env.staircase;

import io.espalier.env.target.Block;
import io.espalier.env.target.Block.Round;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What one block says of its networks, from the rounds in which nothing disturbed.
 *
 * @param rounds undisturbed ones
 * @param canaryNanos the canary's median in them; 0 where the target cannot run one
 */
record BlockTimes(List<Round> rounds, double canaryNanos) {

    private static final int FEWEST = 3;
    /** A thread that waited for its core for a larger share of a round was disturbed. */
    private static final double WAITED = 0.02;

    /**
     * The undisturbed part.
     *
     * @param level the canary's time on an undisturbed core as far as known; 0 if not known
     * @return empty if fewer than three rounds were undisturbed
     */
    static Optional<BlockTimes> of(Block block, double level) {
        List<Double> canaries = block.rounds().stream()
                .flatMap(round -> round.canaryNanos().stream())
                .map(Long::doubleValue)
                .toList();
        double own = StaircaseData.level(canaries);
        double limit = StaircaseData.CANARY_BOUND * (level > 0 ? Math.min(level, own) : own);
        List<Round> quiet = block.rounds().stream()
                .filter(round -> undisturbed(round, limit))
                .toList();
        if (quiet.size() < FEWEST) {
            return Optional.empty();
        }
        return Optional.of(new BlockTimes(
                quiet,
                canaries.isEmpty()
                        ? 0
                        : median(quiet.stream()
                                .flatMap(round -> round.canaryNanos().stream())
                                .mapToDouble(Long::doubleValue)
                                .toArray())));
    }

    private static boolean undisturbed(Round round, double limit) {
        long all = round.nanos().stream().mapToLong(Long::longValue).sum();
        return round.waitedNanos() <= WAITED * all
                && round.canaryNanos().stream().allMatch(nanos -> nanos <= limit);
    }

    double nanos(int network) {
        return median(round -> round.nanos().get(network));
    }

    double ratio(int network, int reference) {
        return Math.exp(median(round ->
                Math.log((double) round.nanos().get(network) / round.nanos().get(reference))));
    }

    private double median(ToDoubleFunction<Round> figure) {
        return median(rounds.stream().mapToDouble(figure).toArray());
    }

    private static double median(double... figures) {
        java.util.Arrays.sort(figures);
        int middle = figures.length / 2;
        return figures.length % 2 == 1 ? figures[middle] : (figures[middle - 1] + figures[middle]) / 2;
    }
}
