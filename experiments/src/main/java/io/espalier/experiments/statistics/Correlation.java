package io.espalier.experiments.statistics;

import io.espalier.models.random.RandomKey;
import java.util.List;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/**
 * How far one quantity tells another.
 *
 * @param pairs measured, at least 3
 * @param pearson of the values: 1 if they lie on a rising line; NaN if all values of a quantity are equal
 * @param spearman of the ranks, equal values sharing theirs: 1 if both rise together
 */
public record Correlation(int pairs, Coefficient pearson, Coefficient spearman) {

    private static final int FEWEST = 3;

    /**
     * A coefficient in [-1, 1].
     *
     * @param interval 95 % by resampling the pairs
     */
    public record Coefficient(double value, Interval interval) {}

    /**
     * Correlates pair by pair.
     *
     * @param key where resamples are drawn from
     * @throws IllegalArgumentException if there are fewer than three pairs, one value is missing, or one is not finite
     */
    public static Correlation of(List<Double> first, List<Double> second, RandomKey key) {
        if (first.size() != second.size() || first.size() < FEWEST) {
            throw new IllegalArgumentException("first and second must be pairs, at least %d: %d and %d"
                    .formatted(FEWEST, first.size(), second.size()));
        }
        double[] x = Values.finite("first", first);
        double[] y = Values.finite("second", second);
        PearsonsCorrelation pearson = new PearsonsCorrelation();
        SpearmansCorrelation spearman = new SpearmansCorrelation();
        return new Correlation(
                x.length,
                new Coefficient(
                        pearson.correlation(x, y),
                        Bootstrap.of(
                                x.length,
                                places -> pearson.correlation(Values.at(x, places), Values.at(y, places)),
                                key.at(0))),
                new Coefficient(
                        spearman.correlation(x, y),
                        Bootstrap.of(
                                x.length,
                                places -> spearman.correlation(Values.at(x, places), Values.at(y, places)),
                                key.at(1))));
    }
}
