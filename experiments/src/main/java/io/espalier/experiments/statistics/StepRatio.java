package io.espalier.experiments.statistics;

import io.espalier.models.random.RandomKey;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * How long one work takes relative to another that has the same steps, where both were done again and again on a machine that is disturbed now and
 * then: each step takes the median of its times, a work the sum of its steps. What disturbs a step in less than half of the repetitions does not
 * count, and neither does a cost that comes so seldom: compare with the ratio of the means.
 *
 * @param bootstrap 95 % interval by resampling repetitions, both works' of the same turn together
 */
public record StepRatio(double ratio, Interval bootstrap) {

    /**
     * Compares.
     *
     * @param work times of each step, in seconds, of each repetition
     * @param reference the same of the other work, in the same turns
     * @param key where resamples are drawn from
     * @throws IllegalArgumentException if there is no repetition, or not as many of both, or the steps are not as many each time
     */
    public static StepRatio of(List<List<Double>> work, List<List<Double>> reference, RandomKey key) {
        double[][] steps = byStep("work", work);
        double[][] others = byStep("reference", reference);
        if (work.size() != reference.size() || steps.length != others.length) {
            throw new IllegalArgumentException(
                    "work and reference must be as many repetitions of as many steps: %d of %d and %d of %d"
                            .formatted(work.size(), steps.length, reference.size(), others.length));
        }
        ToDoubleFunction<int[]> ratio = places -> typical(steps, places) / typical(others, places);
        return new StepRatio(
                ratio.applyAsDouble(IntStream.range(0, work.size()).toArray()), Bootstrap.of(work.size(), ratio, key));
    }

    private static double[][] byStep(String name, List<List<Double>> times) {
        if (times.isEmpty() || times.stream().mapToInt(List::size).distinct().count() != 1) {
            throw new IllegalArgumentException("%s must have as many steps in each repetition, of at least one: %s"
                    .formatted(name, times.stream().map(List::size).toList()));
        }
        return IntStream.range(0, times.get(0).size())
                .mapToObj(step -> Values.finite(
                        name, times.stream().map(all -> all.get(step)).toList()))
                .toArray(double[][]::new);
    }

    private static double typical(double[][] steps, int... places) {
        double sum = 0;
        for (double[] step : steps) {
            sum += StatUtils.percentile(Values.at(step, places), 50);
        }
        return sum;
    }
}
