package io.espalier.env.latency;

import java.util.List;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * Median of a sample and its distribution-free 95 % confidence interval from order statistics (Conover 1999, "Practical Nonparametric
 * Statistics", section 3.2): the interval between the order statistics that a Binomial(n, 1/2) stays between with at least 95 %.
 */
final class MedianInterval {

    /** Below six values no two order statistics enclose the median with 95 %. */
    static final int SMALLEST_SAMPLE = 6;

    private static final double TAIL = 0.025;

    private MedianInterval() {}

    /** @throws IllegalArgumentException if there are fewer than {@link #SMALLEST_SAMPLE} ratios */
    static LatencyRatio of(List<Double> ratios) {
        int n = ratios.size();
        if (!(n >= SMALLEST_SAMPLE)) {
            throw new IllegalArgumentException("pairs must be at least %d: %d".formatted(SMALLEST_SAMPLE, n));
        }
        List<Double> sorted = ratios.stream().sorted().toList();
        int rank = lowerRank(n);
        double median = n % 2 == 1 ? sorted.get(n / 2) : (sorted.get(n / 2 - 1) + sorted.get(n / 2)) / 2;
        return new LatencyRatio(median, sorted.get(rank), sorted.get(n - 1 - rank), n);
    }

    /** The largest index {@code r} with P(Binomial(n, 1/2) <= r) <= 2.5 %: the r-th smallest value is the lower end. */
    private static int lowerRank(int n) {
        BinomialDistribution below = new BinomialDistribution(null, n, 0.5);
        int rank = 0;
        while (below.cumulativeProbability(rank) <= TAIL) {
            rank++;
        }
        return rank == 0 ? 0 : rank - 1;
    }
}
