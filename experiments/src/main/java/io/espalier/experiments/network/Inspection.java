package io.espalier.experiments.network;

import io.espalier.models.cost.Cost;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.FrozenChannels;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import java.util.List;

/**
 * What a network is made of, as facts to be shown.
 *
 * @param input {@code [channels, height, width]}
 * @param macs multiply-accumulates for one image
 * @param parameters values in all parameters
 * @param groups what can be pruned
 * @param frozen what cannot
 */
public record Inspection(
        String name,
        List<Integer> input,
        long macs,
        long parameters,
        List<NodeFacts> nodes,
        List<GroupFacts> groups,
        List<FrozenChannels> frozen) {

    public Inspection {
        input = List.copyOf(input);
        nodes = List.copyOf(nodes);
        groups = List.copyOf(groups);
        frozen = List.copyOf(frozen);
    }

    /**
     * A node.
     *
     * @param output shape of its tensor for one image
     */
    public record NodeFacts(String name, String operator, List<Integer> output, long parameters, long macs) {

        public NodeFacts {
            output = List.copyOf(output);
        }
    }

    /**
     * A coupled group.
     *
     * @param width channels that can be chosen from
     * @param layers nodes that make these channels
     * @param macsShare share of the network's MACs that would go with the whole group, in [0, 1]; shares overlap
     */
    public record GroupFacts(String name, int width, List<String> layers, double macsShare) {

        public GroupFacts {
            layers = List.copyOf(layers);
        }
    }

    /** The facts of a network. */
    public static Inspection of(NetworkGraph graph) {
        Coupling coupling = Coupling.of(graph);
        CostModel costs = CostModel.of(graph, coupling.groups());
        Cost whole = CostModel.costOf(graph);
        return new Inspection(
                graph.name(),
                graph.input().shape().dimensions(),
                whole.macs(),
                whole.parameters(),
                graph.nodes().stream().map(node -> facts(graph, node)).toList(),
                coupling.groups().stream()
                        .map(group -> facts(graph, group, costs))
                        .toList(),
                coupling.frozen());
    }

    private static NodeFacts facts(NetworkGraph graph, Node node) {
        long parameters = node.parameters().stream()
                .mapToLong(name -> graph.parameters().values(name).length())
                .sum();
        return new NodeFacts(
                node.name(),
                node.operator().match(new OperatorText()),
                graph.shape(node.name()).dimensions(),
                parameters,
                node.operator().macs(graph.inputShapes(node)));
    }

    private static GroupFacts facts(NetworkGraph graph, ChannelGroup group, CostModel costs) {
        List<String> layers = group.members().stream()
                .filter(member -> member.axis() == Axis.OUT
                        && graph.node(member.node()).operator().macs(graph.inputShapes(graph.node(member.node()))) > 0)
                .map(ChannelGroup.Member::node)
                .toList();
        return new GroupFacts(group.name(), group.width(), layers, costs.macsShare(group));
    }
}
