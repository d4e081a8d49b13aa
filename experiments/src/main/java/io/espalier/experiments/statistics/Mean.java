package io.espalier.experiments.statistics;

import io.espalier.models.random.RandomKey;
import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The mean of repeated measurements.
 *
 * @param count of measurements, at least 1
 * @param deviation standard deviation of the measurements, with n - 1; NaN of a single one
 * @param bootstrap 95 % interval of the mean by resampling, which is too narrow for few values
 * @param student 95 % interval of the mean by Student's t, which supposes that means are distributed normally
 */
public record Mean(
        int count, double mean, double deviation, double least, double most, Interval bootstrap, Interval student) {

    /**
     * The mean of values.
     *
     * @param key where resamples are drawn from
     * @throws IllegalArgumentException if there is no value, or one is not finite
     */
    public static Mean of(List<Double> values, RandomKey key) {
        double[] all = Values.finite("values", values);
        double mean = StatUtils.mean(all);
        double deviation = all.length < 2 ? Double.NaN : Math.sqrt(StatUtils.variance(all, mean));
        return new Mean(
                all.length,
                mean,
                deviation,
                StatUtils.min(all),
                StatUtils.max(all),
                Bootstrap.of(all.length, places -> Values.mean(all, places), key),
                student(all.length, mean, deviation));
    }

    private static Interval student(int count, double mean, double deviation) {
        if (count < 2) {
            return Interval.UNKNOWN;
        }
        double half = new TDistribution(null, count - 1).inverseCumulativeProbability(1 - Interval.TAIL)
                * deviation
                / Math.sqrt(count);
        return new Interval(mean - half, mean + half);
    }
}
