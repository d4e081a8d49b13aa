package io.espalier.models.coupling;

import io.espalier.models.graph.NetworkGraph;
import java.util.List;

/**
 * What can be pruned of a network and what can not.
 *
 * @param groups in topological order of the nodes that name them; every prunable channel is a unit of exactly one
 * @param frozen the channels in no group, by the layer that makes them; those of the network's input are not listed
 * @param fences the nodes through which channels cannot be followed
 */
public record Coupling(List<ChannelGroup> groups, List<FrozenChannels> frozen, List<Fence> fences) {

    public Coupling {
        groups = List.copyOf(groups);
        frozen = List.copyOf(frozen);
        fences = List.copyOf(fences);
    }

    /**
     * Finds the channels that must go together: those that meet in an element-wise operation, pass through a batch norm or a depthwise
     * convolution, belong to one group of a grouped convolution, or are cut by a parameter that two nodes share. A group is all such
     * channels with the same footprint: in a network with zero-padded shortcuts the first stage's channels are a group of their own
     * although they run through all stages, because removing one of them takes something from each stage. The network's input and
     * outputs, and whatever a softmax over channels or a fenced node touches, are frozen.
     */
    public static Coupling of(NetworkGraph graph) {
        return new GroupAssembly(graph).assemble();
    }

    /** The groups of a network alone. */
    public static List<ChannelGroup> groups(NetworkGraph graph) {
        return of(graph).groups();
    }
}
