package io.espalier.env.latency;

import io.espalier.env.target.Block.Round;
import io.espalier.env.target.TargetNetwork;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * How far the machine was behind its best pace in each block, and how much of that each network felt.
 *
 * <p>Who shares a core's third-level cache and memory slows it down for minutes at a time, networks with many weights more than small ones,
 * and the canary, which needs neither, not at all. A block's <em>lag</em> is the logarithm of the reference's time in units of the canary's,
 * over that of the best measurement on the target that is known; reference and twin both count. A network's log-ratio is taken to be a straight
 * line in the lag, and is told for lag 0.
 *
 * <p>What is known of the line's slope beforehand: a network feels the memory by the bytes of its weights that a core's own cache does not
 * hold, for its time. What the blocks add: what a network's time has in common with the reference's and the twin's over what those two
 * have in common with each other, all in units of the canary's. All three are loaded apart, so that where their buffers lie is in none of
 * these covariances, and no error of the lag flattens the line. Both together are the mean of a normal posterior.
 */
final class Pace {

    /** Bytes of weights that stay in a core's own cache between two inferences: most of a mebibyte of second-level cache. */
    private static final double CACHE = 900_000;

    /**
     * Standard deviation of what a network is expected to feel, relative to the reference. On a machine whose cores have one MiB, ResNet-20
     * felt 0.2 to 0.3 of what ResNet-56 did (0.2 expected) and ResNet-8 0.2 to 0.3 of what ResNet-20 did (0 expected).
     */
    private static final double PRIOR = 0.15;

    private static final double TWO_SIDED_95 = 1.96;

    /** Quotients are kept as whole numbers. */
    private static final double MILLIONTHS = 1e6;

    private final List<List<Round>> blocks;
    private final List<TargetNetwork> networks;
    private final double[] reference;
    private final double[] twin;
    private final double own;
    private final double best;
    private final double[] lags;

    private Pace(List<List<Round>> blocks, List<TargetNetwork> networks, OptionalLong best) {
        this.blocks = List.copyOf(blocks);
        this.networks = List.copyOf(networks);
        this.reference = inCanaries(Series.REFERENCE);
        this.twin = inCanaries(Series.TWIN);
        this.own = (StatUtils.mean(reference) + StatUtils.mean(twin)) / 2;
        this.best = best.isPresent() ? Math.min(own, Math.log(best.getAsLong() / MILLIONTHS)) : own;
        this.lags = IntStream.range(0, blocks.size())
                .mapToDouble(block -> (reference[block] + twin[block]) / 2 - this.best)
                .toArray();
    }

    /**
     * What the blocks say of the machine.
     *
     * @param blocks rounds that count; at least two blocks
     * @param networks in the order of a block's places
     * @param best quotient of reference and canary, in millionths, of the best measurement that is known; empty if none is, and then this one is
     * @return empty if the target cannot run a canary, or the reference feels nothing because its weights stay in the core's cache
     */
    static Optional<Pace> of(List<List<Round>> blocks, List<TargetNetwork> networks, OptionalLong best) {
        boolean hasCanary = blocks.stream().flatMap(List::stream).noneMatch(round -> round.canaryNanos()
                .isEmpty());
        return hasCanary && networks.get(Series.REFERENCE).size() > CACHE
                ? Optional.of(new Pace(blocks, networks, best))
                : Optional.empty();
    }

    /** The best quotient of reference and canary that is known with these blocks, in millionths. */
    long best() {
        return Math.round(MILLIONTHS * Math.exp(best));
    }

    /** Mean over the blocks; 0.05 is a reference that is 5 % further behind its best than the canary is. */
    double lag() {
        return own - best;
    }

    /** The lag of a block, by its place. */
    double lag(int block) {
        return lags[block];
    }

    /** How much more of the lag one network feels than another, by their places in a block. */
    Slope slope(int over, int under) {
        if (isReference(over) && isReference(under)) {
            return Slope.NONE;
        }
        double[] one = inCanaries(over);
        double[] other = inCanaries(under);
        double[] difference = IntStream.range(0, one.length)
                .mapToDouble(block -> one[block] - other[block])
                .toArray();
        double expected = felt(over) - felt(under);
        double weight = StatUtils.variance(difference) / (PRIOR * PRIOR);
        double common = Math.max(0, sum(reference, twin));
        if (common + weight == 0) {
            return new Slope(expected, 0);
        }
        double seen = common == 0 ? 0 : shared(over, one, common) - shared(under, other, common);
        double slope = (seen + expected * weight) / (common + weight);
        double error = Math.sqrt(StatUtils.variance(residuals(difference, slope)) / (common + weight));
        return new Slope(slope, Math.min(PRIOR, error));
    }

    /** Half-width that a slope's error gives a log-ratio. */
    double halfWidth(Slope slope) {
        return TWO_SIDED_95 * slope.error() * Math.abs(lag());
    }

    /** What the network at a place is expected to feel of the lag, before any of its times is compared; the reference feels all of it. */
    private double felt(int place) {
        return isReference(place) ? 1 : beyondCache(place) / beyondCache(Series.REFERENCE);
    }

    /** Bytes that are fetched from beyond the core's cache, for each nanosecond. */
    private double beyondCache(int place) {
        double nanos = blocks.stream()
                .flatMap(List::stream)
                .mapToLong(round -> round.nanos().get(place))
                .average()
                .orElseThrow();
        return Math.max(0, networks.get(place).size() - CACHE) / nanos;
    }

    /** Whether the network at a place is the reference, under whatever name: then it feels the same, and nothing of it is uncertain. */
    private boolean isReference(int place) {
        return networks.get(place).equals(networks.get(Series.REFERENCE));
    }

    /** What a network's times have in common with those of reference and twin, over the blocks. */
    private double shared(int place, double[] times, double common) {
        return isReference(place) ? common : (sum(times, reference) + sum(times, twin)) / 2;
    }

    private double[] residuals(double[] difference, double slope) {
        return IntStream.range(0, difference.length)
                .mapToDouble(block -> difference[block] - slope * lags[block])
                .toArray();
    }

    /** Sum of the products of what two are off their means. */
    private static double sum(double[] one, double... other) {
        double meanOfOne = StatUtils.mean(one);
        double meanOfOther = StatUtils.mean(other);
        return IntStream.range(0, one.length)
                .mapToDouble(block -> (one[block] - meanOfOne) * (other[block] - meanOfOther))
                .sum();
    }

    /** Logarithms of a network's time in units of the canary's, the median of each block. */
    private double[] inCanaries(int place) {
        return blocks.stream()
                .mapToDouble(rounds -> BootstrapInterval.median(rounds.stream()
                        .mapToDouble(round -> Math.log(round.nanos().get(place)) - canary(round))
                        .toArray()))
                .toArray();
    }

    private static double canary(Round round) {
        return round.canaryNanos().stream()
                .mapToDouble(nanos -> Math.log(nanos))
                .average()
                .orElseThrow();
    }

    /**
     * How a log-ratio changes with the lag.
     *
     * @param value 0 where both networks feel the same
     * @param error its standard error, what was expected beforehand included
     */
    record Slope(double value, double error) {

        static final Slope NONE = new Slope(0, 0);
    }
}
