package io.espalier.models.export;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Roles;
import io.espalier.models.surgery.KeptPositions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A network under a plan, seen layer by layer.
 *
 * @param layers every convolution and dense layer, whole ones too, in topological order; a weight that several nodes share counts once
 */
public record NetworkCut(List<LayerCut> layers) {

    private static final String WEIGHT_ENDING = ".weight";

    public NetworkCut {
        layers = List.copyOf(layers);
    }

    /**
     * What a plan does to each layer.
     *
     * @param groups of this network, as {@code Coupling} finds them
     * @throws IllegalArgumentException if the plan does not fit the groups
     */
    public static NetworkCut of(NetworkGraph graph, List<ChannelGroup> groups, PruningPlan plan) {
        KeptPositions positions = KeptPositions.of(groups, plan);
        Outputs outputs = Outputs.of(groups);
        Set<String> weights = new HashSet<>();
        List<LayerCut> layers = new ArrayList<>();
        for (Node node : graph.nodes()) {
            Optional<Widths> widths = Widths.of(node.operator());
            if (widths.isPresent() && weights.add(node.parameter(Roles.WEIGHT))) {
                layers.add(layer(node, widths.get(), positions, outputs.coupled(node.name())));
            }
        }
        return new NetworkCut(layers);
    }

    /** Layers that make fewer channels than before. */
    public List<LayerCut> narrower() {
        return layers.stream().filter(LayerCut::isNarrower).toList();
    }

    /** The first narrower layer of every set of coupled ones. */
    public List<LayerCut> firstOfEachSet() {
        Set<Integer> seen = new HashSet<>();
        return narrower().stream().filter(layer -> seen.add(layer.coupled())).toList();
    }

    private static LayerCut layer(Node node, Widths widths, KeptPositions positions, int coupled) {
        String weight = node.parameter(Roles.WEIGHT);
        List<Integer> outputs = positions
                .kept(node.name(), Axis.OUT)
                .orElseGet(() -> IntStream.range(0, widths.outputs).boxed().toList());
        return new LayerCut(
                weight.endsWith(WEIGHT_ENDING)
                        ? weight.substring(0, weight.length() - WEIGHT_ENDING.length())
                        : node.name(),
                weight,
                widths.kind,
                coupled,
                widths.outputs,
                outputs,
                widths.inputs,
                positions.kept(node.name(), Axis.IN).map(List::size).orElse(widths.inputs));
    }

    /** A layer's kind and size. */
    private record Widths(LayerCut.Kind kind, int outputs, int inputs) {

        static Optional<Widths> of(Operator operator) {
            if (operator instanceof Operator.Conv2d conv) {
                return Optional.of(new Widths(kind(conv), conv.outChannels(), conv.inChannels()));
            }
            if (operator instanceof Operator.ConvTranspose2d conv) {
                return Optional.of(
                        new Widths(LayerCut.Kind.TRANSPOSED_CONVOLUTION, conv.outChannels(), conv.inChannels()));
            }
            if (operator instanceof Operator.Dense dense) {
                return Optional.of(new Widths(LayerCut.Kind.DENSE, dense.outFeatures(), dense.inFeatures()));
            }
            return Optional.empty();
        }

        private static LayerCut.Kind kind(Operator.Conv2d conv) {
            return conv.groups() > 1 && conv.groups() == conv.inChannels()
                    ? LayerCut.Kind.DEPTHWISE_CONVOLUTION
                    : LayerCut.Kind.CONVOLUTION;
        }
    }

    /** Which layers' outputs belong to the same units at the same positions. */
    private record Outputs(Map<String, List<Unit>> labels, Map<List<Unit>, Integer> sets) {

        private record Unit(String group, int unit) {

            static final Unit NONE = new Unit("", ChannelGroup.Member.OUTSIDE);
        }

        static Outputs of(List<ChannelGroup> groups) {
            Map<String, List<Unit>> labels = new HashMap<>();
            for (ChannelGroup group : groups) {
                for (ChannelGroup.Member member : group.members()) {
                    if (member.axis() == Axis.OUT) {
                        label(group.name(), member, labels);
                    }
                }
            }
            return new Outputs(labels, new HashMap<>());
        }

        private static void label(String group, ChannelGroup.Member member, Map<String, List<Unit>> labels) {
            List<Unit> axis = labels.computeIfAbsent(
                    member.node(),
                    node -> new ArrayList<>(Collections.nCopies(member.units().size(), Unit.NONE)));
            for (int position = 0; position < axis.size(); position++) {
                int unit = member.units().get(position);
                if (unit != ChannelGroup.Member.OUTSIDE) {
                    axis.set(position, new Unit(group, unit));
                }
            }
        }

        /** A node whose outputs are in no group is a set of its own. */
        int coupled(String node) {
            return sets.computeIfAbsent(
                    labels.getOrDefault(node, List.of(new Unit(node, ChannelGroup.Member.OUTSIDE))),
                    axis -> sets.size() + 1);
        }
    }
}
