package io.espalier.models.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.random.RandomKey;
import io.espalier.models.surgery.Surgeon;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class OutputComparisonTest {

    private static final NetworkGraph NETWORK = RandomNetworks.residual(7);
    private static final List<float[]> SAMPLES =
            IntStream.range(0, 20).mapToObj(OutputComparisonTest::noise).toList();

    @Test
    void aNetworkAgreesWithItself() {
        byte[] whole = OnnxCodec.toBytes(NETWORK);

        OutputComparison.Agreement agreement = OutputComparison.of(whole, whole, SAMPLES);
        assertThat(agreement.samples()).isEqualTo(20);
        assertThat(agreement.sameAnswers()).isEqualTo(1);
        assertThat(agreement.largestDifference()).isZero();
    }

    @Test
    void aPrunedOneAnswersOtherwise() {
        List<ChannelGroup> groups = Coupling.groups(NETWORK);
        PruningPlan plan = PruningPlan.of(Map.of(groups.get(0).name(), List.of(0)));

        OutputComparison.Agreement agreement = OutputComparison.of(
                OnnxCodec.toBytes(NETWORK), OnnxCodec.toBytes(Surgeon.prune(NETWORK, groups, plan)), SAMPLES);
        assertThat(agreement.sameAnswers()).isBetween(0.0, 1.0);
        assertThat(agreement.largestDifference()).isPositive();
    }

    @Test
    void samplesOfAnotherSizeAreRefused() {
        byte[] whole = OnnxCodec.toBytes(NETWORK);

        assertThatThrownBy(() -> OutputComparison.of(whole, whole, List.of(new float[3])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("each sample must have %d values for input 'input': 3"
                        .formatted(NETWORK.input().shape().size()));
        assertThatThrownBy(() -> OutputComparison.of(whole, whole, List.of())).hasMessage("samples must not be empty");
    }

    private static float[] noise(int number) {
        RandomGenerator random = RandomKey.of(number + 1, "test.sample").generator();
        float[] values = new float[NETWORK.input().shape().size()];
        for (int place = 0; place < values.length; place++) {
            values[place] = (float) random.nextGaussian();
        }
        return values;
    }
}
