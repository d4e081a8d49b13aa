package io.espalier.models.onnx;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Opaque;
import io.espalier.models.graph.TensorShape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which sizes of a network's tensors follow from the size of its input: those that change when the input does. */
final class OnnxSizes {

    private final NetworkGraph graph;
    private final Map<String, TensorShape> larger = new HashMap<>();

    /** @param openAxes of the input */
    OnnxSizes(NetworkGraph graph, List<Integer> openAxes) {
        this.graph = graph;
        TensorShape input = graph.input().shape();
        for (int axis : openAxes) {
            input = input.with(axis, 2 * input.size(axis));
        }
        larger.put(graph.input().name(), input);
        graph.nodes().forEach(this::infer);
    }

    private void infer(Node node) {
        if (!(node.operator() instanceof Opaque) && larger.keySet().containsAll(node.inputs())) {
            try {
                List<TensorShape> inputs =
                        node.inputs().stream().map(larger::get).toList();
                larger.put(node.name(), node.operator().outputShape(inputs));
            } catch (IllegalArgumentException | ArithmeticException e) {
                // It fits one size of the input only; nothing is said of what it makes.
                larger.remove(node.name());
            }
        }
    }

    /** The size of an axis, if it is the same for every size of the input. */
    Optional<Integer> fixed(String tensor, int axis) {
        int size = graph.shape(tensor).size(axis);
        return Optional.ofNullable(larger.get(tensor))
                .map(shape -> shape.size(axis))
                .filter(other -> other == size);
    }
}
