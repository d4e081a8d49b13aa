package io.espalier.env.lanes;

import io.espalier.env.kernel.Convolution.Bounds;
import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Nodes that are computed in one go. A convolution or a dense layer takes with it, where nobody else reads what lies between: the batch norm
 * behind it, a sum with another tensor, and then bounds. Any other node is alone.
 *
 * @param nodes in their order; the last one's tensor comes out
 * @param norm the batch norm
 * @param other the tensor that is added
 */
record Chain(List<Node> nodes, Optional<Node> norm, Optional<String> other, Bounds bounds) {

    Chain {
        nodes = List.copyOf(nodes);
    }

    static Chain alone(Node node) {
        return new Chain(List.of(node), Optional.empty(), Optional.empty(), Bounds.NONE);
    }

    Node first() {
        return nodes.get(0);
    }

    /** The tensor that comes out. */
    String output() {
        return nodes.get(nodes.size() - 1).name();
    }

    /** The tensors that go in. */
    List<String> inputs() {
        List<String> inputs = new ArrayList<>(first().inputs());
        other.ifPresent(inputs::add);
        return inputs;
    }

    /** All of a network's, each at the place of its last node: its inputs are known by then. */
    static List<Chain> of(NetworkGraph graph) {
        Links links = new Links(graph);
        Map<String, Chain> byOutput = new HashMap<>();
        Set<String> taken = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (!taken.contains(node.name())) {
                Chain chain = links.from(node, taken);
                chain.nodes().forEach(member -> taken.add(member.name()));
                byOutput.put(chain.output(), chain);
            }
        }
        return graph.nodes().stream()
                .map(node -> Optional.ofNullable(byOutput.get(node.name())))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Who reads what. */
    private static final class Links {

        private final NetworkGraph graph;
        private final Map<String, List<Node>> readers = new HashMap<>();

        Links(NetworkGraph graph) {
            this.graph = graph;
            graph.nodes().forEach(node -> node.inputs()
                    .forEach(input -> readers.computeIfAbsent(input, any -> new ArrayList<>())
                            .add(node)));
        }

        Chain from(Node node, Set<String> taken) {
            if (!(node.operator() instanceof Operator.Conv2d || node.operator() instanceof Operator.Dense)) {
                return alone(node);
            }
            List<Node> nodes = new ArrayList<>(List.of(node));
            Optional<Node> norm = next(nodes, taken).filter(next -> next.operator() instanceof Operator.BatchNorm);
            norm.ifPresent(nodes::add);
            Optional<Node> sum = next(nodes, taken).filter(this::isSumOfEqualShapes);
            Optional<String> other = sum.flatMap(added -> added.inputs().stream()
                    .filter(input -> !input.equals(nodes.get(nodes.size() - 1).name()))
                    .findFirst());
            sum.ifPresent(nodes::add);
            Optional<Node> bounded =
                    next(nodes, taken).filter(next -> bounds(next).isPresent());
            bounded.ifPresent(nodes::add);
            return new Chain(nodes, norm, other, bounded.flatMap(Links::bounds).orElse(Bounds.NONE));
        }

        /** The only reader of the last node's tensor. */
        private Optional<Node> next(List<Node> nodes, Set<String> taken) {
            String last = nodes.get(nodes.size() - 1).name();
            List<Node> next = readers.getOrDefault(last, List.of());
            return next.size() == 1
                            && !graph.outputs().contains(last)
                            && !taken.contains(next.get(0).name())
                    ? Optional.of(next.get(0))
                    : Optional.empty();
        }

        private boolean isSumOfEqualShapes(Node node) {
            return node.operator().equals(Elementwise.ADD)
                    && node.inputs().stream()
                            .allMatch(input -> graph.shape(input).equals(graph.shape(node.name())));
        }

        private static Optional<Bounds> bounds(Node node) {
            if (!(node.operator() instanceof Operator.Activation activation)) {
                return Optional.empty();
            }
            return switch (activation.function()) {
                case RELU -> Optional.of(new Bounds(0, Float.POSITIVE_INFINITY));
                case CLIP -> Optional.of(new Bounds((float) activation.alpha(), (float) activation.beta()));
                case LEAKY_RELU, TANH, SIGMOID, HARD_SIGMOID, HARD_SWISH -> Optional.empty();
            };
        }
    }
}
