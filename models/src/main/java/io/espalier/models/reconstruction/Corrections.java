package io.espalier.models.reconstruction;

import io.espalier.models.graph.FloatArray;
import io.espalier.models.graph.NetworkGraph;
import java.util.LinkedHashMap;
import java.util.Map;

/** New values for some parameters of a network. Several layers may each change their part of one. */
final class Corrections {

    private final NetworkGraph network;
    private final Map<String, float[]> changed = new LinkedHashMap<>();

    Corrections(NetworkGraph network) {
        this.network = network;
    }

    NetworkGraph network() {
        return network;
    }

    /** The parameter's values as they are by now, for writing. */
    float[] values(String parameter) {
        return changed.computeIfAbsent(
                parameter, name -> network.parameters().values(name).values().clone());
    }

    /** Takes over new values for a whole parameter. */
    void replace(String parameter, float[] values) {
        changed.put(parameter, values);
    }

    /** The network with the new values. */
    NetworkGraph applied() {
        Map<String, FloatArray> arrays = new LinkedHashMap<>();
        changed.forEach((name, values) -> arrays.put(
                name, FloatArray.of(values, network.parameters().values(name).shape())));
        return network.withParameters(network.parameters().withValues(arrays));
    }
}
