package io.espalier.experiments.network;

import io.espalier.models.cost.Cost;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.Fence;
import io.espalier.models.coupling.FrozenChannels;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a network is made of, as facts to be shown.
 *
 * @param input {@code [channels, height, width]}
 * @param outputs shape of each output by name
 * @param cost of one image
 * @param nodes in topological order
 * @param groups what can be pruned
 * @param frozen what cannot
 * @param fences nodes around which nothing is pruned
 */
public record Inspection(
        String name,
        List<Integer> input,
        Map<String, List<Integer>> outputs,
        CostFacts cost,
        List<NodeFacts> nodes,
        List<GroupFacts> groups,
        List<FrozenChannels> frozen,
        List<Fence> fences) {

    public Inspection {
        input = List.copyOf(input);
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
        nodes = List.copyOf(nodes);
        groups = List.copyOf(groups);
        frozen = List.copyOf(frozen);
        fences = List.copyOf(fences);
    }

    /**
     * What the whole network costs.
     *
     * @param macs multiply-accumulates for one image
     * @param parameters values in all parameters
     * @param bytes of the parameters as float32
     * @param peakActivationBytes of the activations that live at once, for one image
     */
    public record CostFacts(long macs, long parameters, long bytes, long peakActivationBytes) {}

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
     * @param members every axis of every parameterised node that the group touches
     * @param share what would go with the whole group; shares of groups overlap
     */
    public record GroupFacts(String name, int width, List<MemberFacts> members, Share share) {

        public GroupFacts {
            members = List.copyOf(members);
        }

        /** Nodes that make these channels. */
        public List<String> makers() {
            return members.stream()
                    .filter(MemberFacts::makes)
                    .map(MemberFacts::node)
                    .toList();
        }
    }

    /** Shares of the whole network, in [0, 1]. */
    public record Share(double macs, double parameters) {}

    /**
     * One axis of one node.
     *
     * @param axis {@code OUT} or {@code IN}
     * @param offset first position along the axis that belongs to the group
     * @param positionsPerUnit how many positions go with each unit
     * @param contiguous whether the group's positions lie without gaps, in the order of its units
     * @param makes whether the node is a layer that makes these channels
     */
    public record MemberFacts(
            String node, Axis axis, int offset, int positionsPerUnit, boolean contiguous, boolean makes) {

        static MemberFacts of(NetworkGraph graph, ChannelGroup group, Member member) {
            List<Integer> units = member.units();
            int offset = 0;
            while (units.get(offset) == Member.OUTSIDE) {
                offset++;
            }
            int positions =
                    (int) units.stream().filter(unit -> unit != Member.OUTSIDE).count();
            int each = positions / group.width();
            boolean contiguous = true;
            for (int i = 0; i < positions; i++) {
                contiguous &= offset + i < units.size() && units.get(offset + i) == i / each;
            }
            Node node = graph.node(member.node());
            boolean makes = member.axis() == Axis.OUT && node.operator().macs(graph.inputShapes(node)) > 0;
            return new MemberFacts(member.node(), member.axis(), offset, each, contiguous, makes);
        }
    }

    /** The facts of a network. */
    public static Inspection of(NetworkGraph graph) {
        Coupling coupling = Coupling.of(graph);
        CostModel costs = CostModel.of(graph, coupling.groups());
        Map<String, List<Integer>> outputs = new LinkedHashMap<>();
        graph.outputs()
                .forEach(output -> outputs.put(output, graph.shape(output).dimensions()));
        return new Inspection(
                graph.name(),
                graph.input().shape().dimensions(),
                outputs,
                facts(costs.whole()),
                graph.nodes().stream().map(node -> facts(graph, node)).toList(),
                coupling.groups().stream()
                        .map(group -> facts(graph, group, costs))
                        .toList(),
                coupling.frozen(),
                coupling.fences());
    }

    private static CostFacts facts(Cost cost) {
        return new CostFacts(cost.macs(), cost.parameters(), cost.bytes(), cost.peakActivationBytes());
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
        return new GroupFacts(
                group.name(),
                group.width(),
                group.members().stream()
                        .map(member -> MemberFacts.of(graph, group, member))
                        .toList(),
                new Share(costs.macsShare(group), costs.parametersShare(group)));
    }
}
