package io.espalier.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.graph.ChangedWeights;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.OnnxEngine;
import io.espalier.models.zoo.ZooNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

class HalfWeightsTest {

    /** Half a unit in the last of 11 binary digits. */
    private static final float ROUNDING = 0x1p-11f;

    private static final NetworkGraph NETWORK = ZooNetwork.RESNET8A.create(TensorShape.image(3, 32, 32), 10, 1);

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("half.onnx");
    }

    @Test
    void weightsAreRoundedAndEverythingElseKeepsItsBits() {
        OnnxCodec.writeWithHalfWeights(NETWORK, file());
        NetworkGraph read = OnnxCodec.read(file());

        assertThat(read.nodes()).isEqualTo(NETWORK.nodes());
        for (Node node : NETWORK.nodes()) {
            for (String role : node.operator().parameterShapes().keySet()) {
                float[] before =
                        NETWORK.parameters().values(node.parameter(role)).values();
                float[] after = read.parameters().values(node.parameter(role)).values();
                assertThat(after).hasSameSizeAs(before);
                for (int i = 0; i < before.length; i++) {
                    float allowed = role.equals(Roles.WEIGHT) ? Math.abs(before[i]) * ROUNDING + 0x1p-25f : 0;
                    assertThat(Math.abs(after[i] - before[i])).isLessThanOrEqualTo(allowed);
                }
            }
        }
    }

    @Test
    void runtimeComputesAlmostTheSameFromAlmostHalfTheBytes() throws IOException {
        OnnxCodec.writeWithHalfWeights(NETWORK, file());
        byte[] whole = OnnxCodec.toBytes(NETWORK);
        byte[] half = Files.readAllBytes(file());
        INDArray images = RandomNetworks.images(NETWORK, 8, 1);

        assertThat(half.length).isLessThan(whole.length * 6 / 10);
        INDArray difference = logits(half, images).sub(logits(whole, images));
        double scale = logits(whole, images).norm2Number().doubleValue();
        assertThat(difference.norm2Number().doubleValue()).isPositive().isLessThan(2e-3 * scale);
    }

    private static INDArray logits(byte[] model, INDArray images) {
        try (OnnxEngine engine = OnnxEngine.open(model, EngineSettings.DEFAULTS)) {
            return engine.logits(images);
        }
    }

    @Test
    void aWeightBeyondTheRangeIsNamedAndNothingIsWritten() {
        NetworkGraph large = ChangedWeights.scaled(NETWORK, 1e9f);

        assertThatThrownBy(() -> OnnxCodec.writeWithHalfWeights(large, file()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("weight '")
                .hasMessageContaining("must be within float16's range");
        assertThat(file()).doesNotExist();
    }
}
