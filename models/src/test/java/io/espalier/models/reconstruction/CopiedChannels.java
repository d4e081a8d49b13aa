package io.espalier.models.reconstruction;

import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A network whose first layer's second half of channels are scaled copies of the first half, up to a little noise. */
final class CopiedChannels {

    static final int ORIGINALS = 4;
    private static final double SCALE = 1.5;
    private static final double NOISE = 0.02;

    private CopiedChannels() {}

    static NetworkGraph network() {
        GraphBuilder graph = new GraphBuilder(
                "copied", new NetworkGraph.Input("input", TensorShape.image(2, 8, 8)), RandomNetworks.initialiser(11));
        int width = 2 * ORIGINALS;
        String x = graph.add("conv1", new Operator.Conv2d(2, width, Window.square(3, 1, 1), 1, false), "input");
        x = graph.add("relu1", new Operator.Activation(Operator.Activation.Function.RELU), x);
        x = graph.add("conv2", new Operator.Conv2d(width, 6, Window.square(3, 2, 1), 1, false), x);
        x = graph.add("bn2", new Operator.BatchNorm(6, 1e-5), x);
        x = graph.add("relu2", new Operator.Activation(Operator.Activation.Function.RELU), x);
        x = graph.add("flatten", new Rearrangement.Flatten(), x);
        NetworkGraph network = graph.build(graph.add("fc", new Operator.Dense(96, 10, true), x));
        INDArray weight = network.parameters().get("conv1.weight").dup();
        INDArray originals = weight.get(NDArrayIndex.interval(0, ORIGINALS));
        INDArray copies = weight.get(NDArrayIndex.interval(ORIGINALS, width));
        copies.muli(NOISE).addi(originals.mul(SCALE));
        return network.withParameters(network.parameters().with(Map.of("conv1.weight", weight)));
    }
}
