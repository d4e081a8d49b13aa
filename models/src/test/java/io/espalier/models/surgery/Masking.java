package io.espalier.models.surgery;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Roles;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Pruning as a mask over the unpruned network, the oracle for surgery. A channel is removed when nobody reads it any more, so the columns
 * of every convolution and dense layer that read it are made exactly 0 and everything else stays. To make the channel itself 0 would be
 * something else: a sigmoid, a batch norm or a padding behind it would turn the 0 into a value that is then read, while a channel that is
 * gone has no value. What a grouped convolution reads needs no mask: only whole groups of it go, each together with the channels it
 * makes, and those are masked where they are read in turn.
 */
public final class Masking {

    private Masking() {}

    /** The network at its full width in which the removed units are not read. */
    public static NetworkGraph mask(NetworkGraph graph, List<ChannelGroup> groups, PruningPlan plan) {
        Map<String, INDArray> masked = new HashMap<>();
        for (ChannelGroup group : groups) {
            Set<Integer> kept = new HashSet<>(plan.keptOf(group));
            kept.add(Member.OUTSIDE);
            for (Member member : group.members()) {
                if (member.axis() == Axis.IN) {
                    zeroColumns(graph, member, kept, masked);
                }
            }
        }
        return graph.withParameters(graph.parameters().with(masked));
    }

    private static void zeroColumns(
            NetworkGraph graph, Member member, Set<Integer> kept, Map<String, INDArray> masked) {
        Node node = graph.node(member.node());
        INDArray weight = masked.computeIfAbsent(
                node.parameter(Roles.WEIGHT),
                parameter -> graph.parameters().get(parameter).dup());
        for (int column = 0; column < member.units().size(); column++) {
            if (!kept.contains(member.units().get(column))) {
                weight.slice(column, 1).assign(0);
            }
        }
    }
}
