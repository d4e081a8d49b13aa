package io.espalier.models.coupling;

import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Parameters;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Small networks with what the zoo has not: shared weights, depthwise and grouped convolutions. */
public final class SharingNetworks {

    static final TensorShape INPUT = TensorShape.image(3, 8, 8);

    private SharingNetworks() {}

    /** Convolutions a, b, c in a row, of which b and c have the same weights. */
    public static NetworkGraph sharedWeights() {
        GraphBuilder graph = builder();
        String x = graph.add("a", conv(3, 4, 1), "input");
        x = graph.add("b", conv(4, 4, 1), x);
        x = graph.add("c", conv(4, 4, 1), x);
        NetworkGraph apart = headed(graph, x, 4);
        List<Node> nodes = new ArrayList<>(apart.nodes());
        nodes.replaceAll(node -> node.name().equals("c")
                ? new Node("c", node.operator(), node.inputs(), apart.node("b").parameters())
                : node);
        Map<String, INDArray> parameters = new LinkedHashMap<>();
        for (String name : apart.parameters().names()) {
            if (!List.of("c." + Roles.WEIGHT, "c." + Roles.BIAS).contains(name)) {
                parameters.put(name, apart.parameters().get(name));
            }
        }
        return apart.withNodes(nodes, Parameters.copyOf(parameters));
    }

    /** A depthwise convolution with two outputs per channel between two ordinary ones. */
    public static NetworkGraph depthwise() {
        GraphBuilder graph = builder();
        String x = graph.add("conv", conv(3, 4, 1), "input");
        x = graph.add("depthwise", conv(4, 8, 4), x);
        return headed(graph, graph.add("pointwise", conv(8, 5, 1), x), 5);
    }

    /** A convolution with two groups before an ordinary one. */
    public static NetworkGraph grouped() {
        GraphBuilder graph = builder();
        String x = graph.add("conv", conv(3, 4, 1), "input");
        x = graph.add("grouped", conv(4, 6, 2), x);
        return headed(graph, graph.add("last", conv(6, 5, 1), x), 5);
    }

    static GraphBuilder builder() {
        return new GraphBuilder("special", new NetworkGraph.Input("input", INPUT), RandomNetworks.initialiser(1));
    }

    static Operator.Conv2d conv(int in, int out, int groups) {
        return new Operator.Conv2d(in, out, Window.square(3, 1, 1), groups, true);
    }

    static NetworkGraph headed(GraphBuilder graph, String x, int channels) {
        String pooled = graph.add("gap", new Operator.GlobalAveragePool(), x);
        String flat = graph.add("flatten", new Rearrangement.Flatten(), pooled);
        return graph.build(graph.add("fc", new Operator.Dense(channels, 10, true), flat));
    }
}
