package io.espalier.models.walk;

import java.util.List;

/**
 * What an actor sees: one value in [0, 1] for each feature, in their order.
 *
 * @param features at least one
 */
public record Observations(List<Feature> features) {

    /** @throws IllegalArgumentException if there is no feature */
    public Observations {
        features = List.copyOf(features);
        if (features.isEmpty()) {
            throw new IllegalArgumentException("features must not be empty");
        }
    }

    /**
     * The observation before a group is decided.
     *
     * @param group its place
     * @throws IllegalStateException naming the feature that is not a number; one outside [0, 1] is at its bound
     */
    public double[] encode(int group, Progress progress) {
        double[] values = new double[features.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(features.get(i), group, progress);
        }
        return values;
    }

    private static double value(Feature feature, int group, Progress progress) {
        double value = feature.of(group, progress);
        if (!Double.isFinite(value)) {
            throw new IllegalStateException("feature '%s' must be finite: %s".formatted(feature.name(), value));
        }
        return Math.max(0, Math.min(1, value));
    }
}
