package io.espalier.experiments.statistics;

import io.espalier.models.random.RandomKey;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * How much one contender is above another that was measured under the same conditions, pair by pair.
 *
 * @param difference first less second
 * @param wins pairs in which the first is above the second
 * @param ties pairs that are equal
 * @param studentP two-sided probability of a t at least so large if the mean difference were 0; 1 if all differences are 0, NaN of a
 *     single pair
 * @param signFlipP two-sided probability, over all signs that the differences could have had, of a mean at least so large: exact, and it
 *     supposes nothing but that either sign is as likely. The least it can be with n pairs is {@code 2^(1 - n)}: 0.0625 with five
 */
public record PairedDifference(Mean difference, int wins, int ties, double studentP, double signFlipP) {

    /** Of so many pairs all signs are tried: 2^20 of them. */
    private static final int MOST_PAIRS = 20;

    /** Means that differ by rounding alone are equal. */
    private static final double ROUNDING = 1e-12;

    /**
     * Compares pair by pair.
     *
     * @param key where resamples are drawn from
     * @throws IllegalArgumentException if there is no pair or more than 20, one value is missing, or one is not finite
     */
    public static PairedDifference of(List<Double> first, List<Double> second, RandomKey key) {
        if (first.size() != second.size() || first.size() > MOST_PAIRS) {
            throw new IllegalArgumentException("first and second must be pairs, at most %d: %d and %d"
                    .formatted(MOST_PAIRS, first.size(), second.size()));
        }
        List<Double> differences = IntStream.range(0, first.size())
                .mapToObj(i -> first.get(i) - second.get(i))
                .toList();
        Mean mean = Mean.of(differences, key);
        return new PairedDifference(
                mean,
                (int) differences.stream().filter(difference -> difference > 0).count(),
                (int) differences.stream().filter(difference -> difference == 0).count(),
                student(mean),
                signFlip(differences));
    }

    private static double student(Mean mean) {
        if (mean.count() < 2) {
            return Double.NaN;
        }
        double error = mean.deviation() / Math.sqrt(mean.count());
        if (error == 0) {
            return mean.mean() == 0 ? 1 : 0;
        }
        return 2 * new TDistribution(null, mean.count() - 1).cumulativeProbability(-Math.abs(mean.mean()) / error);
    }

    private static double signFlip(List<Double> differences) {
        double found =
                Math.abs(differences.stream().mapToDouble(Double::doubleValue).sum());
        int all = 1 << differences.size();
        int asLarge = 0;
        for (int signs = 0; signs < all; signs++) {
            double sum = 0;
            for (int i = 0; i < differences.size(); i++) {
                sum += (signs >> i & 1) == 0 ? differences.get(i) : -differences.get(i);
            }
            asLarge += Math.abs(sum) >= found - ROUNDING ? 1 : 0;
        }
        return (double) asLarge / all;
    }
}
