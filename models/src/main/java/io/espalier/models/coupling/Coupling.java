package io.espalier.models.coupling;

import io.espalier.models.graph.NetworkGraph;
import java.util.List;

/**
 * What can be pruned of a network and what can not.
 *
 * @param groups in topological order of the nodes that name them; every prunable channel is a unit of exactly one
 * @param frozen the channels in no group, by the layer that makes them; those of the network's input are not listed
 */
public record Coupling(List<ChannelGroup> groups, List<FrozenChannels> frozen) {

    public Coupling {
        groups = List.copyOf(groups);
        frozen = List.copyOf(frozen);
    }

    /**
     * Finds the channels that must go together: those that meet in an addition, pass through a batch norm or a depthwise convolution, or
     * are cut by a parameter that two nodes share. The network's input and output, and whatever a grouped convolution or a softmax
     * touches, are frozen.
     */
    public static Coupling of(NetworkGraph graph) {
        return new GroupAssembly(graph).assemble();
    }

    /** The groups of a network alone. */
    public static List<ChannelGroup> groups(NetworkGraph graph) {
        return of(graph).groups();
    }
}
