package io.espalier.experiments.staircase;

import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;

/**
 * How well figures predict measured ratios, each with a 95 % interval over resampled plans (percentile bootstrap).
 *
 * @param meanError mean of {@code |predicted / measured - 1|}
 * @param bias mean of {@code predicted / measured - 1}
 * @param spearman rank correlation; NaN if all ranks are equal
 * @param pearson correlation
 */
public record Agreement(Figure meanError, Figure bias, Figure spearman, Figure pearson) {

    private static final int RESAMPLINGS = 2000;
    private static final double OUTSIDE = 0.025;
    private static final int FEWEST = 3;

    /** A figure with its interval. */
    public record Figure(double value, double lower, double upper) {}

    /** @throws IllegalArgumentException if there are fewer than three plans */
    static Agreement of(List<TableCheck.Plan> plans, ToDoubleFunction<TableCheck.Plan> predicted, long seed) {
        if (plans.size() < FEWEST) {
            throw new IllegalArgumentException("plans must be at least %d: %d".formatted(FEWEST, plans.size()));
        }
        double[] guess = plans.stream().mapToDouble(predicted).toArray();
        double[] truth = plans.stream().mapToDouble(TableCheck.Plan::measured).toArray();
        return new Agreement(
                figure(guess, truth, Agreement::meanError, seed),
                figure(guess, truth, Agreement::bias, seed),
                figure(guess, truth, (a, b) -> new SpearmansCorrelation().correlation(a, b), seed),
                figure(guess, truth, (a, b) -> new PearsonsCorrelation().correlation(a, b), seed));
    }

    private interface Statistic {
        double of(double[] guess, double[] truth);
    }

    private static double meanError(double[] guess, double[] truth) {
        double sum = 0;
        for (int i = 0; i < guess.length; i++) {
            sum += Math.abs(guess[i] / truth[i] - 1);
        }
        return sum / guess.length;
    }

    private static double bias(double[] guess, double[] truth) {
        double sum = 0;
        for (int i = 0; i < guess.length; i++) {
            sum += guess[i] / truth[i] - 1;
        }
        return sum / guess.length;
    }

    private static Figure figure(double[] guess, double[] truth, Statistic statistic, long seed) {
        RandomGenerator random = RandomKey.of(seed, "staircase.agreement").generator();
        List<Double> resampled = new ArrayList<>();
        for (int turn = 0; turn < RESAMPLINGS; turn++) {
            int[] places = IntStream.range(0, guess.length)
                    .map(unused -> random.nextInt(guess.length))
                    .toArray();
            double value = statistic.of(at(guess, places), at(truth, places));
            if (!Double.isNaN(value)) {
                resampled.add(value);
            }
        }
        double[] sorted =
                resampled.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double value = statistic.of(guess, truth);
        return sorted.length == 0
                ? new Figure(value, value, value)
                : new Figure(
                        value,
                        sorted[(int) (OUTSIDE * sorted.length)],
                        sorted[(int) ((1 - OUTSIDE) * (sorted.length - 1))]);
    }

    private static double[] at(double[] values, int... places) {
        return Arrays.stream(places).mapToDouble(place -> values[place]).toArray();
    }
}
