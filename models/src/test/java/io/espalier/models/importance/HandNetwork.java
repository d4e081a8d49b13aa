package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network whose every number can be worked out in the head: two pixels go through a 1x1 convolution "a" to three channels, batch norm,
 * ReLU, and a 1x1 convolution "b" to two channels.
 */
final class HandNetwork {

    private static final float[] A = {1, -2, 0.5f};

    /** With these the channels before the ReLU are x, -x and x + 1. */
    private static final float[] SCALE = {1, 0.5f, 2};

    private static final float[] SHIFT = {0, 0, 1};

    /** Two rows of three columns. */
    private static final float[] B = {1, 2, -1, 0, 0, 3};

    private HandNetwork() {}

    static NetworkGraph graph() {
        GraphBuilder graph = new GraphBuilder(
                "hand", new NetworkGraph.Input("input", TensorShape.image(1, 1, 2)), HandNetwork::value);
        String x = graph.add("a", new Operator.Conv2d(1, 3, Window.square(1, 1, 0), 1, false), graph.input());
        // Variance plus epsilon is 1, so nothing is divided.
        x = graph.add("a.bn", new Operator.BatchNorm(3, 0.5), x);
        x = graph.add("a.relu", new Operator.Activation(Operator.Activation.Function.RELU), x);
        x = graph.add("b", new Operator.Conv2d(3, 2, Window.square(1, 1, 0), 1, false), x);
        return graph.build(graph.add("flatten", new Rearrangement.Flatten(), x));
    }

    /** The channels of "a", its only group. */
    static ChannelGroup group() {
        return Coupling.groups(graph()).get(0);
    }

    /**
     * Two images, (1, 2) and (-1, 0). Behind the ReLU the channels hold
     *
     * <pre>
     * channel 0: 1 2 | 0 0
     * channel 1: 0 0 | 1 0
     * channel 2: 2 3 | 0 1
     * </pre>
     */
    static INDArray images() {
        return Nd4j.createFromArray(new float[] {1, 2, -1, 0}).reshape('c', 2, 1, 1, 2);
    }

    private static INDArray value(String node, String role, List<Integer> shape) {
        float[] values =
                switch (node + "." + role) {
                    case "a." + Roles.WEIGHT -> A;
                    case "b." + Roles.WEIGHT -> B;
                    case "a.bn." + Roles.SCALE -> SCALE;
                    case "a.bn." + Roles.SHIFT -> SHIFT;
                    case "a.bn." + Roles.VARIANCE -> new float[] {0.5f, 0.5f, 0.5f};
                    default -> new float[shape.get(0)];
                };
        return Nd4j.createFromArray(values)
                .reshape('c', shape.stream().mapToLong(Integer::longValue).toArray());
    }
}
