package io.espalier.models.surgery;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.FloatArray;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Parameters;
import io.espalier.models.graph.Roles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Removes channels: layers get narrower and their parameters are cut along the axes that the groups name. Values are not changed. */
public final class Surgeon {

    private Surgeon() {}

    /**
     * The network without the units that the plan leaves out.
     *
     * @param groups of this network, as {@code Coupling} finds them
     * @return a network with the same node and parameter names; bit-equal if the plan removes nothing
     * @throws IllegalArgumentException if the plan does not fit the groups
     */
    public static NetworkGraph prune(NetworkGraph graph, List<ChannelGroup> groups, PruningPlan plan) {
        KeptPositions kept = KeptPositions.of(groups, plan);
        Map<String, FloatArray> parameters = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            Optional<List<Integer>> outputs = kept.kept(node.name(), Axis.OUT);
            Optional<List<Integer>> inputs = kept.kept(node.name(), Axis.IN);
            for (String role : node.operator().parameterShapes().keySet()) {
                // Nodes that share a parameter are coupled, so whoever cuts it first cuts it for all.
                parameters.computeIfAbsent(node.parameter(role), name -> {
                    FloatArray whole = graph.parameters().values(name);
                    return role.equals(Roles.VALUE)
                            ? ArraySlices.along(whole, kept.dimension(node.name(), Axis.OUT), outputs)
                            : ArraySlices.of(whole, outputs, role.equals(Roles.WEIGHT) ? inputs : Optional.empty());
                });
            }
        }
        return graph.withNodes(narrowed(graph, kept), Parameters.of(inOrder(graph, parameters)));
    }

    /** The network's nodes between fewer channels, in its order. */
    static List<Node> narrowed(NetworkGraph graph, KeptPositions kept) {
        return graph.nodes().stream()
                .map(node -> node.withOperator(node.operator().match(new Narrowing(graph, node, kept))))
                .toList();
    }

    private static Map<String, FloatArray> inOrder(NetworkGraph graph, Map<String, FloatArray> parameters) {
        Map<String, FloatArray> ordered = new LinkedHashMap<>();
        for (String name : graph.parameters().names()) {
            ordered.put(name, parameters.getOrDefault(name, graph.parameters().values(name)));
        }
        return ordered;
    }
}
