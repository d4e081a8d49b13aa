package io.espalier.models.dl4j;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** A graph as a DL4J network that can be trained: softmax cross entropy against soft targets on the logits. Mutable. */
final class TrainingNetwork {

    /** What training computes in. */
    static final CNN2DFormat LAYOUT = CNN2DFormat.NHWC;

    private static final String LOSS_SUFFIX = ".loss";

    private final NetworkGraph graph;
    private final ComputationGraph network;

    private TrainingNetwork(NetworkGraph graph, ComputationGraph network) {
        this.graph = graph;
        this.network = network;
    }

    /**
     * A network with the graph's parameters.
     *
     * @param weightDecay for the weights of convolutions and dense layers
     */
    static TrainingNetwork of(NetworkGraph graph, IUpdater updater, double weightDecay) {
        OneDnnBridge.enable();
        GraphBuilder builder = NetworkWriter.structure(
                new NeuralNetConfiguration.Builder()
                        .weightInit(WeightInit.ZERO)
                        .updater(updater)
                        .l2(weightDecay),
                withoutSoftmax(graph),
                LAYOUT);
        String logits = logitsNode(graph);
        LossLayer loss = new LossLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .build();
        builder.addLayer(logits + LOSS_SUFFIX, loss, logits).setOutputs(logits + LOSS_SUFFIX);
        ComputationGraph network = NetworkWriter.initialised(builder, graph);
        return new TrainingNetwork(graph, network);
    }

    /** The node whose tensor goes into the loss: the output, or what a final softmax reads. */
    static String logitsNode(NetworkGraph graph) {
        Node output = graph.node(graph.output());
        return output.operator() instanceof Operator.Softmax ? output.inputs().get(0) : output.name();
    }

    /** The loss has a softmax of its own, and DL4J cannot differentiate a graph with a second end. */
    private static NetworkGraph withoutSoftmax(NetworkGraph graph) {
        List<Node> nodes = graph.nodes().stream()
                .filter(node -> !(node.name().equals(graph.output()) && node.operator() instanceof Operator.Softmax))
                .toList();
        return NetworkGraph.of(graph.name(), graph.input(), nodes, logitsNode(graph), graph.parameters());
    }

    ComputationGraph network() {
        return network;
    }

    /** The graph with the parameters as they are now. */
    NetworkGraph toGraph() {
        Map<String, INDArray> trained = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            for (String role : node.operator().parameterShapes().keySet()) {
                INDArray theirs = network.getLayer(node.name()).getParam(ParameterMapping.key(role));
                trained.put(node.parameter(role), ParameterMapping.fromDl4j(node, role, theirs));
            }
        }
        return graph.withParameters(graph.parameters().with(trained));
    }
}
