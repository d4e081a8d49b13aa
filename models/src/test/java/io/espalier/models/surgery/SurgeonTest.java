package io.espalier.models.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.coupling.RandomPlans;
import io.espalier.models.coupling.SharingNetworks;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.ReferenceInterpreter;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.zoo.ZooNetwork;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class SurgeonTest {

    private static final double SAME_SUMS = 1e-12;

    static Stream<NetworkGraph> specialNetworks() {
        return Stream.of(SharingNetworks.sharedWeights(), SharingNetworks.depthwise(), SharingNetworks.grouped());
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("specialNetworks")
    void surgeryEqualsMaskingAndTheFormulaHoldsOnSpecialConvolutions(NetworkGraph graph) {
        List<ChannelGroup> groups = Coupling.groups(graph);
        INDArray images = RandomNetworks.images(graph, 2, 1);
        for (long seed = 1; seed <= 5; seed++) {
            PruningPlan plan = RandomPlans.of(groups, seed);
            NetworkGraph pruned = Surgeon.prune(graph, groups, plan);
            INDArray cut = ReferenceInterpreter.output(pruned, images);
            INDArray masked = ReferenceInterpreter.output(Masking.mask(graph, groups, plan), images);
            assertThat(cut.sub(masked).amaxNumber().doubleValue()).isLessThan(SAME_SUMS);
            assertThat(CostModel.of(graph, groups).cost(plan)).isEqualTo(CostModel.costOf(pruned));
        }
    }

    @Test
    void unknownGroupIsRefused() {
        NetworkGraph graph = ZooNetwork.LENET5.create(TensorShape.image(1, 28, 28), 10, 1);
        PruningPlan plan = PruningPlan.of(Map.of("conv9", List.of(0)));
        assertThatThrownBy(() -> Surgeon.prune(graph, Coupling.groups(graph), plan))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("plan must name a group of the network: 'conv9', known are [conv1, conv2, fc1, fc2]");
    }
}
