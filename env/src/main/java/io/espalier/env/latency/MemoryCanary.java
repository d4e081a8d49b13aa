package io.espalier.env.latency;

import io.espalier.env.target.TargetNetwork;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator.Dense;
import io.espalier.models.graph.Rearrangement.Flatten;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.zoo.HeInitialiser;

/**
 * A network that does little but read four megabytes of weights: more than a second-level cache holds, so it is slowed down when others use
 * the memory that a core shares with them, which {@link Canary} does not feel and a network with many weights does.
 */
public final class MemoryCanary {

    private static final int WIDTH = 1024;
    private static final TargetNetwork NETWORK = TargetNetwork.of(OnnxCodec.toBytes(graph()));

    private MemoryCanary() {}

    /** Always the same bytes. */
    public static TargetNetwork network() {
        return NETWORK;
    }

    private static NetworkGraph graph() {
        GraphBuilder graph = new GraphBuilder(
                "memory canary", new NetworkGraph.Input("input", TensorShape.image(WIDTH, 1, 1)), new HeInitialiser(1));
        String flat = graph.add("flatten", new Flatten(), graph.input());
        return graph.build(graph.add("dense", new Dense(WIDTH, WIDTH, false), flat));
    }
}
