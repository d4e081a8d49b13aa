package io.espalier.env.contract;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * What an observation is made of: one value in [0, 1] for each named feature, in this order.
 *
 * @param features distinct names, at least one
 */
public record ObservationSchema(List<String> features) {

    /** The key of RL4J's observation map; its value is a {@code double[]} with {@link #size()} values. */
    public static final String CHANNEL = "observation";

    /** @throws IllegalArgumentException if there is no feature or a name stands twice */
    public ObservationSchema {
        features = List.copyOf(features);
        if (features.isEmpty() || new HashSet<>(features).size() != features.size()) {
            throw new IllegalArgumentException("features must be distinct names, at least one: " + features);
        }
    }

    /** How many values an observation has. */
    public int size() {
        return features.size();
    }

    /**
     * The observation map of RL4J, mutable because RL4J's transform process replaces the values in it.
     *
     * @param values one in [0, 1] for each feature, in the schema's order; copied
     * @throws IllegalArgumentException if the number of values differs, or naming the first feature that is outside [0, 1] or NaN
     */
    public Map<String, Object> channelData(double... values) {
        if (values.length != size()) {
            throw new IllegalArgumentException("values must be one a feature, " + size() + " in all: " + values.length);
        }
        for (int i = 0; i < values.length; i++) {
            if (!(values[i] >= 0 && values[i] <= 1)) {
                throw new IllegalArgumentException(features.get(i) + " must be in [0, 1]: " + values[i]);
            }
        }
        Map<String, Object> channels = new HashMap<>();
        channels.put(CHANNEL, values.clone());
        return channels;
    }
}
