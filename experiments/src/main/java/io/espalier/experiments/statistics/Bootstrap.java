package io.espalier.experiments.statistics;

import io.espalier.models.random.RandomKey;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * Percentile intervals from resampling (Efron and Tibshirani 1993, "An Introduction to the Bootstrap", section 13.3). Of up to six values
 * every resample is taken once, so nothing is drawn; of more, {@value #RESAMPLES} are drawn. Of few values these intervals are too narrow,
 * for n of them about by the factor sqrt((n - 1) / n) and by what Student's distribution is wider than the normal one.
 */
final class Bootstrap {

    static final int RESAMPLES = 10_000;
    /** 6^6 = 46,656 resamples. */
    private static final int MOST_EXHAUSTED = 6;

    private Bootstrap() {}

    /**
     * The interval of a statistic.
     *
     * @param size number of values
     * @param statistic of the values at these places; resamples of which it is NaN are left out
     * @return unknown for fewer than two values
     */
    static Interval of(int size, ToDoubleFunction<int[]> statistic, RandomKey key) {
        if (size < 2) {
            return Interval.UNKNOWN;
        }
        double[] values = size <= MOST_EXHAUSTED ? every(size, statistic) : drawn(size, statistic, key.generator());
        double[] known =
                Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
        Percentile percentile = new Percentile().withEstimationType(EstimationType.R_7);
        percentile.setData(known);
        return new Interval(percentile.evaluate(100 * Interval.TAIL), percentile.evaluate(100 * (1 - Interval.TAIL)));
    }

    private static double[] every(int size, ToDoubleFunction<int[]> statistic) {
        int resamples = 1;
        for (int i = 0; i < size; i++) {
            resamples *= size;
        }
        double[] values = new double[resamples];
        int[] places = new int[size];
        for (int resample = 0; resample < resamples; resample++) {
            int digits = resample;
            for (int i = 0; i < size; i++) {
                places[i] = digits % size;
                digits /= size;
            }
            values[resample] = statistic.applyAsDouble(places);
        }
        return values;
    }

    private static double[] drawn(int size, ToDoubleFunction<int[]> statistic, RandomGenerator random) {
        double[] values = new double[RESAMPLES];
        int[] places = new int[size];
        for (int resample = 0; resample < RESAMPLES; resample++) {
            for (int i = 0; i < size; i++) {
                places[i] = random.nextInt(size);
            }
            values[resample] = statistic.applyAsDouble(places);
        }
        return values;
    }
}
