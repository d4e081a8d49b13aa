package io.espalier.env.serve;

import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.TargetNetwork;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.zoo.ZooNetwork;
import java.util.ArrayList;
import java.util.List;

/** Small real networks. */
final class TestNetworks {

    static final TargetNetwork REFERENCE = lenet(1);
    static final TargetNetwork CANDIDATE = lenet(2);
    static final TargetNetwork CANARY = lenet(3);

    private TestNetworks() {}

    static TargetNetwork lenet(int seed) {
        return TargetNetwork.of(OnnxCodec.toBytes(ZooNetwork.LENET5.create(TensorShape.image(1, 28, 28), 10, seed)));
    }

    static BlockRequest request(String id, int rounds, TargetNetwork... candidates) {
        List<TargetNetwork> networks = new ArrayList<>(List.of(REFERENCE));
        networks.addAll(List.of(candidates));
        return new BlockRequest(id, networks, CANARY, rounds, 60_000, 7);
    }
}
