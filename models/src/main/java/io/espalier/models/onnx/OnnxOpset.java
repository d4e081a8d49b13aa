package io.espalier.models.onnx;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Opaque;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Operator.Activation.Function;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import io.espalier.models.graph.Window;

/** Which version of ONNX's operators a graph is written in: that of its file, or a later one that it needs. */
final class OnnxOpset {

    private OnnxOpset() {}

    /** @throws UnsupportedNetworkException if a node needs a later version than the graph's foreign nodes are of */
    static int of(NetworkGraph graph) {
        int opset = graph.origin().opset();
        boolean fixed = graph.nodes().stream().anyMatch(node -> node.operator() instanceof Opaque);
        for (Node node : graph.nodes()) {
            int needed = needed(node.operator(), graph, node);
            if (needed > opset && fixed) {
                throw new UnsupportedNetworkException(
                        "node '%s' (%s): ONNX can say it from opset %d on, but nodes of a foreign file are of opset %d"
                                .formatted(
                                        node.name(), node.operator().getClass().getSimpleName(), needed, opset));
            }
            opset = Math.max(opset, needed);
        }
        return opset;
    }

    private static int needed(Operator operator, NetworkGraph graph, Node node) {
        if (operator instanceof Operator.Activation activation && activation.function() == Function.HARD_SWISH) {
            return 14;
        }
        if (operator instanceof Operator.Softmax softmax) {
            TensorShape shape = graph.shape(node.name());
            return shape.dimensions().stream().skip(softmax.axis() + 1L).allMatch(size -> size == 1) ? 0 : 13;
        }
        if (operator instanceof Operator.Pool pool && pool.kind() == Operator.Pool.Kind.AVERAGE) {
            return pool.window().dilation().equals(Window.Size.square(1)) ? 0 : 19;
        }
        return 0;
    }
}
