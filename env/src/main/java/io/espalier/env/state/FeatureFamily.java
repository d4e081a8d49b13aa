package io.espalier.env.state;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Kinds of features, which are switched off together. */
public enum FeatureFamily {
    POSITION,
    GEOMETRY,
    COST,
    WEIGHTS,
    GRADIENTS,
    ACTIVATION,
    REDUNDANCY,
    SENSITIVITY,
    LATENCY,
    BUDGET,
    HISTORY;

    /** As it is written down. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The names of all. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(FeatureFamily::id).toList();
    }
}
