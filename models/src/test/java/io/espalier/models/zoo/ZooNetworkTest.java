package io.espalier.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import org.junit.jupiter.api.Test;

class ZooNetworkTest {

    @Test
    void lenet5HasTheParametersOfThePaper() {
        NetworkGraph graph = ZooNetwork.LENET5.create(TensorShape.image(1, 28, 28), 10, 1);
        assertThat(graph.parameters().count()).isEqualTo(61_706);
        assertThat(graph.shape(graph.output())).isEqualTo(TensorShape.vector(10));
    }

    @Test
    void resnet8HasThreeStages() {
        NetworkGraph graph = ZooNetwork.RESNET8.create(TensorShape.image(3, 32, 32), 10, 1);
        assertThat(graph.shape("stage1.block1.add")).isEqualTo(TensorShape.image(16, 32, 32));
        assertThat(graph.shape("stage2.block1.add")).isEqualTo(TensorShape.image(32, 16, 16));
        assertThat(graph.shape("stage3.block1.add")).isEqualTo(TensorShape.image(64, 8, 8));
    }

    @Test
    void sameSeedGivesTheSameBitsAndAnotherSeedOthers() {
        TensorShape input = TensorShape.image(1, 28, 28);
        String first = GraphDigest.of(ZooNetwork.RESNET8.create(input, 10, 7));
        assertThat(GraphDigest.of(ZooNetwork.RESNET8.create(input, 10, 7))).isEqualTo(first);
        assertThat(GraphDigest.of(ZooNetwork.RESNET8.create(input, 10, 8))).isNotEqualTo(first);
    }

    @Test
    void unknownNameIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> ZooNetwork.named("resnet9"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("network must be one of [lenet5, resnet8]: 'resnet9'");
    }
}
