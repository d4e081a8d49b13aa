package io.espalier.models.dl4j;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.TensorShape;
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
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** A graph as a DL4J network that can be trained: the softmax cross entropy of the logits against soft targets,
 * or {@link TrainingLoss} with a teacher. Mutable. */
final class TrainingNetwork {

    /** What training computes in. */
    static final CNN2DFormat LAYOUT = CNN2DFormat.NHWC;

    private static final String LOSS_SUFFIX = ".loss";

    private final NetworkGraph graph;
    private final ComputationGraph network;
    private final String logits;

    private TrainingNetwork(NetworkGraph graph, ComputationGraph network, String logits) {
        this.graph = graph;
        this.network = network;
        this.logits = logits;
    }

    /**
     * A network with the graph's parameters.
     *
     * @param weightDecay for the weights of convolutions and dense layers
     */
    static TrainingNetwork of(NetworkGraph graph, IUpdater updater, double weightDecay) {
        return of(graph, updater, weightDecay, TrainingSettings.Distillation.NONE);
    }

    /** As {@link #of(NetworkGraph, IUpdater, double)}, for a student if there is something to distil. */
    static TrainingNetwork of(
            NetworkGraph graph, IUpdater updater, double weightDecay, TrainingSettings.Distillation distillation) {
        OneDnnBridge.enable();
        NetworkGraph trained = LogitsNetwork.of(graph);
        GraphBuilder builder = NetworkWriter.structure(
                new NeuralNetConfiguration.Builder()
                        .weightInit(WeightInit.ZERO)
                        .updater(updater)
                        .l2(weightDecay),
                trained,
                LAYOUT);
        String logits = rows(builder, trained);
        LossLayer loss = new LossLayer.Builder(
                        distillation.asksTeacher() ? new TrainingLoss(distillation) : new LossMCXENT())
                .activation(Activation.SOFTMAX)
                .build();
        builder.addLayer(logits + LOSS_SUFFIX, loss, logits).setOutputs(logits + LOSS_SUFFIX);
        ComputationGraph network = NetworkWriter.initialised(builder, trained);
        return new TrainingNetwork(graph, network, logits);
    }

    /** The loss reads one row an image; a tensor of another rank is flattened for it. */
    private static String rows(GraphBuilder builder, NetworkGraph graph) {
        TensorShape shape = graph.shape(graph.output());
        if (shape.isVector()) {
            return graph.output();
        }
        String rows = graph.output() + ".rows";
        builder.addVertex(
                rows, OperatorVertex.of(new Rearrangement.Flatten(), List.of(shape), LAYOUT, null), graph.output());
        return rows;
    }

    /** The vertex whose activations {@code [batch, classes]} go into the loss. */
    String logits() {
        return logits;
    }

    ComputationGraph network() {
        return network;
    }

    /** The graph with the parameters as they are now. */
    NetworkGraph toGraph() {
        Map<String, INDArray> trained = new LinkedHashMap<>();
        for (Node node : LogitsNetwork.of(graph).nodes()) {
            if (ParameterMapping.isTrained(node)) {
                for (String role : node.operator().parameterShapes().keySet()) {
                    List<INDArray> theirs = ParameterMapping.layers(node).stream()
                            .map(layer -> network.getLayer(layer).getParam(ParameterMapping.key(role)))
                            .toList();
                    trained.put(node.parameter(role), ParameterMapping.fromDl4j(node.operator(), role, theirs));
                }
            }
        }
        return graph.withParameters(graph.parameters().with(trained));
    }
}
