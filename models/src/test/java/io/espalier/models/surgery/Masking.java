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
 * Pruning as a mask over the unpruned network, the oracle for surgery: removed channels are made exactly 0 where they are produced (weights and
 * bias, scale and shift of a batch norm). Nothing gets smaller. Right for networks whose activations map 0 to 0.
 */
public final class Masking {

    private Masking() {}

    /** The whole network with the removed units' outputs at 0. */
    public static NetworkGraph mask(NetworkGraph graph, List<ChannelGroup> groups, PruningPlan plan) {
        Map<String, INDArray> masked = new HashMap<>();
        for (ChannelGroup group : groups) {
            Set<Integer> kept = new HashSet<>(plan.keptOf(group));
            for (Member member : group.members()) {
                if (member.axis() == Axis.OUT) {
                    zero(graph, graph.node(member.node()), member, kept, masked);
                }
            }
        }
        return graph.withParameters(graph.parameters().with(masked));
    }

    private static void zero(
            NetworkGraph graph, Node node, Member member, Set<Integer> kept, Map<String, INDArray> masked) {
        for (String role : List.of(Roles.WEIGHT, Roles.BIAS, Roles.SCALE, Roles.SHIFT)) {
            if (!node.has(role)) {
                continue;
            }
            String name = node.parameter(role);
            INDArray array = masked.computeIfAbsent(
                    name, parameter -> graph.parameters().get(parameter).dup());
            for (int position = 0; position < member.units().size(); position++) {
                int unit = member.units().get(position);
                if (unit != Member.OUTSIDE && !kept.contains(unit)) {
                    array.slice(position).assign(0);
                }
            }
        }
    }
}
