package io.espalier.experiments.policy;

import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Operator.Activation.Function;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A learner's actor as a graph, so that it can be written as ONNX: observation {@code [features]} to action {@code [1]}, in float32. */
public final class ActorGraph {

    private ActorGraph() {}

    /** @throws IllegalArgumentException if a layer is not dense or has an activation that the graph does not know */
    public static NetworkGraph of(MultiLayerNetwork actor) {
        int features = Math.toIntExact(actor.getParam("0_W").rows());
        NetworkGraph.Input input = new NetworkGraph.Input("observation", TensorShape.vector(features));
        GraphBuilder graph =
                new GraphBuilder("actor", input, (node, role, shape) -> parameter(actor, layerOf(node), role));
        String tensor = graph.input();
        for (int layer = 0; layer < actor.getnLayers(); layer++) {
            if (!(actor.getLayer(layer).conf().getLayer() instanceof DenseLayer dense)) {
                throw new IllegalArgumentException("actor must have dense layers only: layer " + layer);
            }
            INDArray weight = actor.getParam(layer + "_W");
            Operator operator = new Operator.Dense(weight.rows(), weight.columns(), true);
            tensor = graph.add(LAYER + layer, operator, tensor);
            tensor = graph.add(
                    LAYER + layer + ".activation", new Operator.Activation(function(dense.getActivationFn())), tensor);
        }
        return graph.build(tensor);
    }

    /** DL4J keeps weights as {@code [in, out]}, the graph as {@code [out, in]}. */
    private static INDArray parameter(MultiLayerNetwork actor, int layer, String role) {
        return role.equals(Roles.WEIGHT)
                ? actor.getParam(layer + "_W").transpose()
                : actor.getParam(layer + "_b")
                        .reshape(actor.getParam(layer + "_b").length());
    }

    private static int layerOf(String node) {
        return Integer.parseInt(node.substring(LAYER.length()));
    }

    private static Function function(IActivation activation) {
        List<Class<? extends IActivation>> known =
                List.of(ActivationReLU.class, ActivationTanH.class, ActivationSigmoid.class);
        int index = known.indexOf(activation.getClass());
        if (index < 0) {
            throw new IllegalArgumentException("actor must have ReLU, tanh or sigmoid: " + activation);
        }
        return List.of(Function.RELU, Function.TANH, Function.SIGMOID).get(index);
    }

    private static final String LAYER = "layer";
}
