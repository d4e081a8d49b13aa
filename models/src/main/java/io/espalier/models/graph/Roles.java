package io.espalier.models.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The names of the roles that parameters play in a node. */
public final class Roles {

    public static final String WEIGHT = "weight";
    public static final String BIAS = "bias";
    public static final String SCALE = "scale";
    public static final String SHIFT = "shift";
    public static final String MEAN = "mean";
    public static final String VARIANCE = "variance";
    public static final String VALUE = "value";

    private Roles() {}

    static Map<String, List<Integer>> weightAndBias(List<Integer> weight, boolean bias, int outputs) {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        shapes.put(WEIGHT, weight);
        if (bias) {
            shapes.put(BIAS, List.of(outputs));
        }
        return Collections.unmodifiableMap(shapes);
    }

    static Map<String, List<Integer>> batchNorm(int channels) {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        for (String role : List.of(SCALE, SHIFT, MEAN, VARIANCE)) {
            shapes.put(role, List.of(channels));
        }
        return Collections.unmodifiableMap(shapes);
    }
}
