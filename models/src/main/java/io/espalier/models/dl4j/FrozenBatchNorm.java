package io.espalier.models.dl4j;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Parameters;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Batch norm with fixed statistics as what it then is, one factor and one constant a channel: {@code factor = scale / sqrt(variance +
 * epsilon)}, {@code constant = shift - mean * factor}. DL4J differentiates batch norm in training mode only, but a depthwise 1x1
 * convolution, or on vectors a diagonal dense layer, in the same way always.
 */
final class FrozenBatchNorm {

    private FrozenBatchNorm() {}

    /** The graph with every batch norm replaced under its name; it computes what the given one computes at inference. */
    static NetworkGraph replacedIn(NetworkGraph graph) {
        List<Node> nodes = new ArrayList<>();
        Map<String, INDArray> parameters = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (node.operator() instanceof Operator.BatchNorm norm) {
                replace(graph, node, norm, nodes, parameters);
            } else {
                nodes.add(node);
                node.parameters()
                        .forEach(name -> parameters.put(name, graph.parameters().get(name)));
            }
        }
        return graph.withNodes(nodes, Parameters.copyOf(parameters));
    }

    /** Factor from scale: one a channel. */
    static INDArray inverseDeviation(NetworkGraph graph, Node node, Operator.BatchNorm norm) {
        return Transforms.sqrt(graph.parameter(node, Roles.VARIANCE).add(norm.epsilon()))
                .rdivi(1);
    }

    private static void replace(
            NetworkGraph graph,
            Node node,
            Operator.BatchNorm norm,
            List<Node> nodes,
            Map<String, INDArray> parameters) {
        boolean image = graph.shape(node.name()).isImage();
        int channels = norm.channels();
        Operator operator = image
                ? new Operator.Conv2d(channels, channels, Window.square(1, 1, 0), channels, true)
                : new Operator.Dense(channels, channels, true);
        INDArray factor = graph.parameter(node, Roles.SCALE).mul(inverseDeviation(graph, node, norm));
        INDArray constant = graph.parameter(node, Roles.SHIFT)
                .sub(graph.parameter(node, Roles.MEAN).mul(factor));
        String weight = node.name() + ".frozen.weight";
        String bias = node.name() + ".frozen.bias";
        parameters.put(weight, image ? factor.reshape('c', channels, 1, 1, 1) : Nd4j.diag(factor));
        parameters.put(bias, constant);
        nodes.add(new Node(node.name(), operator, node.inputs(), List.of(weight, bias)));
    }
}
