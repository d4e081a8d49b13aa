package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.graph.NetworkGraph;

/** A criterion. An implementation that needs data (gradients, activations) takes it in its constructor. */
@FunctionalInterface
public interface Importance {

    /**
     * How much each unit of a group matters.
     *
     * @param group of this network
     * @return one finite score per unit, higher to keep; comparable within the group only
     */
    double[] scores(NetworkGraph graph, ChannelGroup group);
}
