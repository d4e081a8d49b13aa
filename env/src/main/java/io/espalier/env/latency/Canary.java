package io.espalier.env.latency;

import io.espalier.env.target.TargetNetwork;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator.Activation;
import io.espalier.models.graph.Operator.Conv2d;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.zoo.HeInitialiser;

/**
 * The canary: a small network that is slowed down by half where its core is shared. Its channel counts are no multiples of 4, for which ONNX
 * Runtime has its unblocked kernels; those keep more of a core busy than the blocked ones and suffer more from company.
 */
public final class Canary {

    private static final int CHANNELS = 13;
    private static final int SIDE = 16;
    private static final int LAYERS = 10;
    private static final TargetNetwork NETWORK = TargetNetwork.of(OnnxCodec.toBytes(graph()));

    private Canary() {}

    /** Always the same bytes. */
    public static TargetNetwork network() {
        return NETWORK;
    }

    private static NetworkGraph graph() {
        GraphBuilder graph = new GraphBuilder(
                "canary",
                new NetworkGraph.Input("input", TensorShape.image(CHANNELS, SIDE, SIDE)),
                new HeInitialiser(1));
        String x = graph.input();
        for (int layer = 1; layer <= LAYERS; layer++) {
            x = graph.add("conv" + layer, new Conv2d(CHANNELS, CHANNELS, Window.square(3, 1, 1), 1, true), x);
            x = graph.add("relu" + layer, new Activation(Activation.Function.RELU), x);
        }
        return graph.build(x);
    }
}
