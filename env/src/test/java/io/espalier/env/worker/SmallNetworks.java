package io.espalier.env.worker;

import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.TargetNetwork;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator.Activation;
import io.espalier.models.graph.Operator.Conv2d;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.zoo.HeInitialiser;
import java.util.List;

/** Networks of one convolution, and blocks of them. */
final class SmallNetworks {

    private static final int SIDE = 8;
    private static final long LONG_ENOUGH_MILLIS = 10_000;

    private SmallNetworks() {}

    static TargetNetwork of(int channels) {
        GraphBuilder graph = new GraphBuilder(
                "small",
                new NetworkGraph.Input("input", TensorShape.image(channels, SIDE, SIDE)),
                new HeInitialiser(1));
        String x = graph.add("conv", new Conv2d(channels, channels, Window.square(3, 1, 1), 1, true), graph.input());
        return TargetNetwork.of(
                OnnxCodec.toBytes(graph.build(graph.add("relu", new Activation(Activation.Function.RELU), x))));
    }

    /** Of the networks with so many channels. */
    static BlockRequest block(String id, int rounds, Integer... channels) {
        return block(id, rounds, LONG_ENOUGH_MILLIS, List.of(channels));
    }

    static BlockRequest block(String id, int rounds, long capMillis, List<Integer> channels) {
        List<TargetNetwork> networks = channels.stream().map(SmallNetworks::of).toList();
        return new BlockRequest(id, networks, of(3), rounds, capMillis, 1);
    }
}
