package io.espalier.models.dl4j;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Operator.Conv2d;
import io.espalier.models.graph.Parameters;
import io.espalier.models.graph.Roles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * {@linkplain FrozenBatchNorm Frozen batch norms} as part of the convolutions before them, so that neither they nor their gradients have to be
 * computed: with weights {@code w}, bias {@code b}, factor {@code f} and constant {@code c} of a channel the convolution has the weights
 * {@code w f} and the bias {@code b f + c}. From the gradients by these, {@code g} and {@code h}, follow those by {@code w}, which is
 * {@code f g}, by {@code b}, which is {@code f h}, by {@code f}, which is {@code w . g + b h}, and by {@code c}, which is {@code h}.
 */
final class FoldedBatchNorm {

    private final NetworkGraph frozen;
    private final NetworkGraph folded;
    /** Convolutions by the norms that they have taken in. */
    private final Map<String, Node> convolutions;

    private FoldedBatchNorm(NetworkGraph frozen, NetworkGraph folded, Map<String, Node> convolutions) {
        this.frozen = frozen;
        this.folded = folded;
        this.convolutions = convolutions;
    }

    /**
     * Folds where a norm alone reads a convolution.
     *
     * @param frozen with frozen batch norms
     * @param norms the names of these
     */
    static FoldedBatchNorm of(NetworkGraph frozen, Set<String> norms) {
        Map<String, Node> convolutions = new HashMap<>();
        for (Node node : frozen.nodes()) {
            if (norms.contains(node.name()) && node.operator() instanceof Conv2d) {
                frozen.nodes().stream()
                        .filter(before -> before.name().equals(node.inputs().get(0)) && takesIn(frozen, before))
                        .forEach(before -> convolutions.put(node.name(), before));
            }
        }
        return new FoldedBatchNorm(frozen, folded(frozen, convolutions), convolutions);
    }

    private static boolean takesIn(NetworkGraph graph, Node before) {
        return before.operator() instanceof Conv2d
                && graph.consumers(before.name()).size() == 1
                && !graph.outputs().contains(before.name())
                && graph.nodes().stream()
                        .noneMatch(other -> !other.equals(before)
                                && other.parameters().stream().anyMatch(before.parameters()::contains));
    }

    private static NetworkGraph folded(NetworkGraph graph, Map<String, Node> convolutions) {
        Set<String> gone = convolutions.values().stream().map(Node::name).collect(Collectors.toSet());
        List<Node> nodes = new ArrayList<>();
        Map<String, INDArray> parameters = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            Node before = convolutions.get(node.name());
            if (before != null) {
                Conv2d conv = (Conv2d) before.operator();
                Operator both = new Conv2d(conv.inChannels(), conv.outChannels(), conv.window(), conv.groups(), true);
                nodes.add(new Node(node.name(), both, before.inputs(), List.of(weight(node), bias(node))));
                parameters.put(weight(node), scaled(graph.parameter(before, Roles.WEIGHT), factor(graph, node)));
                parameters.put(
                        bias(node),
                        bias(graph, before).mul(factor(graph, node)).addi(graph.parameter(node, Roles.BIAS)));
            } else if (!gone.contains(node.name())) {
                nodes.add(node);
                node.parameters()
                        .forEach(name -> parameters.put(name, graph.parameters().get(name)));
            }
        }
        return graph.withNodes(nodes, Parameters.copyOf(parameters));
    }

    private static String weight(Node norm) {
        return norm.name() + ".folded.weight";
    }

    private static String bias(Node norm) {
        return norm.name() + ".folded.bias";
    }

    /** One a channel. */
    private static INDArray factor(NetworkGraph graph, Node norm) {
        INDArray weight = graph.parameter(norm, Roles.WEIGHT);
        return weight.reshape(new long[] {weight.length()});
    }

    private static INDArray bias(NetworkGraph graph, Node convolution) {
        return convolution.has(Roles.BIAS)
                ? graph.parameter(convolution, Roles.BIAS)
                : Nd4j.zeros(DataType.FLOAT, graph.shape(convolution.name()).channels());
    }

    private static INDArray scaled(INDArray weight, INDArray factor) {
        return flat(weight)
                .mulColumnVector(factor.reshape('c', factor.length(), 1))
                .reshape('c', weight.shape());
    }

    private static INDArray flat(INDArray weight) {
        return weight.reshape('c', weight.size(0), weight.length() / weight.size(0));
    }

    /** The network that computes what the frozen one does. */
    NetworkGraph graph() {
        return folded;
    }

    /** From gradients by this network's parameters those by the frozen network's. */
    Map<String, INDArray> unfolded(Map<String, INDArray> gradients) {
        Map<String, INDArray> all = new HashMap<>(gradients);
        convolutions.forEach((name, convolution) -> {
            Node norm = frozen.node(name);
            INDArray byWeight = taken(all, weight(norm));
            INDArray byBias = taken(all, bias(norm));
            INDArray factor = factor(frozen, norm);
            INDArray weight = frozen.parameter(convolution, Roles.WEIGHT);
            all.put(convolution.parameter(Roles.WEIGHT), scaled(byWeight, factor));
            if (convolution.has(Roles.BIAS)) {
                all.put(convolution.parameter(Roles.BIAS), byBias.mul(factor));
            }
            INDArray byFactor = flat(weight)
                    .mul(flat(byWeight))
                    .sum(1)
                    .addi(bias(frozen, convolution).mul(byBias));
            all.put(
                    norm.parameter(Roles.WEIGHT),
                    byFactor.reshape('c', frozen.parameter(norm, Roles.WEIGHT).shape()));
            all.put(norm.parameter(Roles.BIAS), byBias);
        });
        return all;
    }

    private static INDArray taken(Map<String, INDArray> gradients, String name) {
        INDArray gradient = gradients.remove(name);
        if (gradient == null) {
            throw new IllegalStateException("no gradient of '" + name + "' among " + gradients.keySet());
        }
        return gradient;
    }
}
