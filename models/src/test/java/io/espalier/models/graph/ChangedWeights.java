package io.espalier.models.graph;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Networks of the same structure with other weights. */
public final class ChangedWeights {

    private ChangedWeights() {}

    /** @param change what is done to a copy of each parameter's values */
    public static NetworkGraph of(NetworkGraph graph, Consumer<float[]> change) {
        Map<String, FloatArray> parameters = new LinkedHashMap<>();
        for (String name : graph.parameters().names()) {
            FloatArray old = graph.parameters().values(name);
            float[] values = old.values().clone();
            change.accept(values);
            parameters.put(name, FloatArray.of(values, old.shape()));
        }
        return graph.withNodes(graph.nodes(), Parameters.of(parameters));
    }

    /** Every value times a factor. */
    public static NetworkGraph scaled(NetworkGraph graph, float factor) {
        return of(graph, values -> {
            for (int i = 0; i < values.length; i++) {
                values[i] *= factor;
            }
        });
    }
}
