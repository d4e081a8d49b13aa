package io.espalier.models.dl4j;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import java.util.List;

/** A classifier without its final softmax: what is trained on, and what a teacher answers with. */
public final class LogitsNetwork {

    private LogitsNetwork() {}

    /** The network whose output is what the given one's final softmax reads; the network itself if it does not end in one. */
    public static NetworkGraph of(NetworkGraph graph) {
        String logits = logitsNode(graph);
        if (logits.equals(graph.output())) {
            return graph;
        }
        List<Node> nodes = graph.nodes().stream()
                .filter(node -> !node.name().equals(graph.output()))
                .toList();
        return NetworkGraph.of(graph.name(), graph.input(), nodes, logits, graph.parameters());
    }

    /** The node whose tensor goes into the loss: the output, or what a final softmax reads. */
    static String logitsNode(NetworkGraph graph) {
        Node output = graph.node(graph.output());
        return output.operator() instanceof Operator.Softmax ? output.inputs().get(0) : output.name();
    }
}
