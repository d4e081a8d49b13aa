package io.espalier.models.cost;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Roles;
import java.util.List;
import java.util.Set;

/**
 * Cost of one node: {@code outputs x (inputs x factor)}, where factors do not depend on what is pruned.
 *
 * @param outputs length of the output axis
 * @param inputs length of the axis that a weight's row runs along; 1 for a depthwise convolution
 * @param macsPerWeightRow MACs for each pair of an output and an input channel
 * @param weightsPerPair weights for each such pair; 0 if the weight is another node's too and already counted
 * @param vectors parameters with one value per output channel, counted in the same way
 */
record NodeCost(
        String name, AxisLength outputs, AxisLength inputs, long macsPerWeightRow, long weightsPerPair, long vectors) {

    static NodeCost of(NetworkGraph graph, Node node, List<ChannelGroup> groups, Set<String> counted) {
        int channels = graph.shape(node.name()).channels();
        AxisLength outputs = AxisLength.of(node.name(), Axis.OUT, channels, groups);
        long vectors = node.operator().parameterShapes().keySet().stream()
                .filter(role -> !role.equals(Roles.WEIGHT) && !counted.contains(node.parameter(role)))
                .count();
        if (!node.has(Roles.WEIGHT)) {
            return new NodeCost(node.name(), outputs, AxisLength.of("", Axis.IN, 0, groups), 0, 0, vectors);
        }
        int columns = weightShape(node.operator()).get(1);
        AxisLength inputs = AxisLength.of(node.name(), Axis.IN, columns, groups);
        long taps = weightShape(node.operator()).stream().skip(2).reduce(1, (a, b) -> a * b);
        long macs = taps * graph.shape(node.name()).positions();
        return new NodeCost(
                node.name(), outputs, inputs, macs, counted.contains(node.parameter(Roles.WEIGHT)) ? 0 : taps, vectors);
    }

    long macs(int... kept) {
        return outputs.at(kept) * inputs.at(kept) * macsPerWeightRow;
    }

    long parameters(int... kept) {
        return outputs.at(kept) * (inputs.at(kept) * weightsPerPair + vectors);
    }

    private static List<Integer> weightShape(Operator operator) {
        List<Integer> shape = operator.parameterShapes().get(Roles.WEIGHT);
        if (shape == null) {
            throw new IllegalArgumentException("operator must have a weight: " + operator);
        }
        return shape;
    }
}
