package io.espalier.models.dl4j;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Parameters;
import io.espalier.models.graph.Rearrangement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A classifier up to its logits: without a final softmax, and without what only other outputs need. */
public final class LogitsNetwork {

    private LogitsNetwork() {}

    /**
     * The part of a network that makes its first output; where that is a softmax, perhaps under another shape, its logits. Trained is what
     * this gives, and a teacher answers with it. The same network if nothing is left out.
     */
    public static NetworkGraph of(NetworkGraph graph) {
        List<Node> nodes = new ArrayList<>(graph.nodes());
        String output = graph.output();
        List<Node> end = end(graph);
        Node softmax = end.get(end.size() - 1);
        if (softmax.operator() instanceof Operator.Softmax) {
            String logits = softmax.inputs().get(0);
            nodes.remove(softmax);
            if (end.size() == 1) {
                output = logits;
            } else {
                Node reader = end.get(end.size() - 2);
                nodes.set(
                        nodes.indexOf(reader),
                        new Node(reader.name(), reader.operator(), List.of(logits), reader.parameters()));
            }
        }
        return needed(graph, nodes, output);
    }

    /** The output and the nodes before it as long as they only change the shape, and then a softmax or whatever it is. */
    private static List<Node> end(NetworkGraph graph) {
        List<Node> end = new ArrayList<>(List.of(graph.node(graph.output())));
        Node last = end.get(0);
        while (isShapeOnly(last) && !last.inputs().get(0).equals(graph.input().name())) {
            last = graph.node(last.inputs().get(0));
            end.add(last);
        }
        return end;
    }

    private static boolean isShapeOnly(Node node) {
        return node.operator() instanceof Rearrangement.Flatten
                || node.operator() instanceof Rearrangement.Reshape
                || node.operator() instanceof Rearrangement.Squeeze
                || node.operator() instanceof Rearrangement.Unsqueeze;
    }

    private static NetworkGraph needed(NetworkGraph graph, List<Node> nodes, String output) {
        Set<String> needed = new HashSet<>(Set.of(output));
        List<Node> kept = new ArrayList<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (needed.contains(nodes.get(i).name())) {
                kept.add(0, nodes.get(i));
                needed.addAll(nodes.get(i).inputs());
            }
        }
        if (kept.size() == graph.nodes().size() && graph.outputs().size() == 1) {
            return graph;
        }
        Map<String, INDArray> parameters = new LinkedHashMap<>();
        kept.forEach(node -> node.parameters()
                .forEach(name -> parameters.put(name, graph.parameters().get(name))));
        return NetworkGraph.of(graph.name(), graph.input(), kept, output, Parameters.copyOf(parameters));
    }
}
