package io.espalier.experiments.statistics;

import java.util.List;

/** Lists of numbers as the arrays that calculations take. */
final class Values {

    private Values() {}

    /** @throws IllegalArgumentException if there is no value, or one is not finite */
    static double[] finite(String name, List<Double> values) {
        if (values.isEmpty() || !values.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("%s must be finite, at least one: %s".formatted(name, values));
        }
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Mean of the values at these places. */
    static double mean(double[] values, int... places) {
        double sum = 0;
        for (int place : places) {
            sum += values[place];
        }
        return sum / places.length;
    }

    /** The values at these places. */
    static double[] at(double[] values, int... places) {
        double[] chosen = new double[places.length];
        for (int i = 0; i < places.length; i++) {
            chosen[i] = values[places[i]];
        }
        return chosen;
    }
}
