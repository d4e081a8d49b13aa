package io.espalier.models.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.OnnxEngine;
import io.espalier.models.zoo.ZooNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class RepeatedOutputTest {

    /** Float32 through 20 layers, summed in another order. */
    private static final double ROUNDING = 1e-3;

    @Test
    void computesWhatOnnxRuntimeComputesOnTheSameNoise() {
        NetworkGraph graph = ZooNetwork.RESNET8.create(TensorShape.image(3, 16, 16), 10, 1);
        try (RepeatedOutput output = RepeatedOutput.of(graph, 3);
                OnnxEngine engine = OnnxEngine.open(OnnxCodec.toBytes(graph), EngineSettings.DEFAULTS)) {
            INDArray expected = engine.logits(output.noise().permute(0, 3, 1, 2).dup('c'));
            output.run();
            INDArray found = output.outputs()[0];
            assertThat(found.shape()).containsExactly(3, 10);
            assertThat(found.sub(expected).norm2Number().doubleValue())
                    .isLessThan(ROUNDING * expected.norm2Number().doubleValue());
        }
    }

    @Test
    void saysItsRelease() {
        assertThat(RepeatedOutput.runtimeVersion()).isEqualTo("1.0.0-M2.1");
    }
}
