package io.espalier.models.cost;

import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import java.util.List;
import java.util.Set;

/**
 * Cost of one node: {@code outputs x (inputs x factor)}, where factors do not depend on what is pruned.
 *
 * @param outputs length of the axis of its output along which channels lie
 * @param inputs length of the axis that a weight's row runs along; 0 without a weight
 * @param factors what each of them costs
 */
record NodeCost(String name, AxisLength outputs, AxisLength inputs, Factors factors) {

    /**
     * What does not change.
     *
     * @param macsPerPair MACs for each pair of an output channel and a column of the weight
     * @param weightsPerPair weights for each such pair; 0 if the weight is another node's too and already counted
     * @param parametersPerOutput other parameters for each output channel, counted in the same way
     * @param valuesPerOutput values of the output tensor for each of its channels
     */
    record Factors(long macsPerPair, long weightsPerPair, long parametersPerOutput, long valuesPerOutput) {}

    static NodeCost of(NetworkGraph graph, Node node, AxisLength.Table table, Set<String> counted) {
        TensorShape shape = graph.shape(node.name());
        int channels = shape.rank() == 0 ? 1 : shape.size(table.dimension(node.name(), Axis.OUT));
        if (node.has(Roles.WEIGHT)) {
            channels = weight(node).get(0);
        }
        AxisLength outputs = table.axis(node.name(), Axis.OUT, channels);
        long vectors = 0;
        for (String role : node.operator().parameterShapes().keySet()) {
            if (!role.equals(Roles.WEIGHT) && !counted.contains(node.parameter(role))) {
                vectors += graph.values(node, role).length() / channels;
            }
        }
        long values = shape.size() / channels;
        if (!node.has(Roles.WEIGHT)) {
            return new NodeCost(node.name(), outputs, AxisLength.whole(0), new Factors(0, 0, vectors, values));
        }
        int columns = weight(node).get(1);
        AxisLength inputs = table.axis(node.name(), Axis.IN, columns);
        long pairs = (long) channels * columns;
        long macs = node.operator().macs(graph.inputShapes(node)) / pairs;
        long taps = counted.contains(node.parameter(Roles.WEIGHT))
                ? 0
                : graph.values(node, Roles.WEIGHT).length() / pairs;
        return new NodeCost(node.name(), outputs, inputs, new Factors(macs, taps, vectors, values));
    }

    long macs(int... kept) {
        return outputs.at(kept) * inputs.at(kept) * factors.macsPerPair();
    }

    long parameters(int... kept) {
        return outputs.at(kept) * (inputs.at(kept) * factors.weightsPerPair() + factors.parametersPerOutput());
    }

    /** Values of the tensor that the node makes, for one example. */
    long values(int... kept) {
        return outputs.at(kept) * factors.valuesPerOutput();
    }

    /**
     * The same values as coefficients.
     *
     * @param groups how many there are
     * @return of each group's count, and last the constant
     */
    long[] valueCoefficients(int groups) {
        long[] coefficients = new long[groups + 1];
        coefficients[groups] = outputs.fixed() * factors.valuesPerOutput();
        outputs.forEachGroup((group, positions) -> coefficients[group] += positions * factors.valuesPerOutput());
        return coefficients;
    }

    private static List<Integer> weight(Node node) {
        List<Integer> shape = node.operator().parameterShapes().get(Roles.WEIGHT);
        if (shape == null) {
            throw new IllegalArgumentException("operator must have a weight: " + node);
        }
        return shape;
    }
}
