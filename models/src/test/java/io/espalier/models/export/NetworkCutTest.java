package io.espalier.models.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.policy.SamplePolicies;
import io.espalier.models.surgery.Surgeon;
import io.espalier.models.zoo.ZooNetwork;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NetworkCutTest {

    private static NetworkGraph network(ZooNetwork zoo) {
        return zoo.create(TensorShape.image(3, 64, 64), 10, 1);
    }

    /** Surgery, which is tested elsewhere, says what each layer's weight is like afterwards. */
    @ParameterizedTest
    @EnumSource(
            value = ZooNetwork.class,
            names = {"RESNET8A", "RESNET20", "MOBILENET_V2_CIFAR", "DENSENET40", "LENET5"})
    void countsAreThoseOfThePrunedNetwork(ZooNetwork zoo) {
        NetworkGraph whole = network(zoo);
        List<ChannelGroup> groups = Coupling.groups(whole);
        PruningPlan plan = SamplePolicies.of(whole, 3).plan();
        NetworkGraph pruned = Surgeon.prune(whole, groups, plan);

        Map<String, List<Integer>> weights = new HashMap<>();
        pruned.nodes().stream()
                .filter(node -> node.has(Roles.WEIGHT))
                .forEach(node -> weights.put(
                        node.parameter(Roles.WEIGHT),
                        pruned.parameters().values(node.parameter(Roles.WEIGHT)).shape()));
        List<LayerCut> layers = NetworkCut.of(whole, groups, plan).layers();

        assertThat(layers).extracting(LayerCut::weight).containsExactlyInAnyOrderElementsOf(weights.keySet());
        assertThat(layers).anyMatch(LayerCut::isNarrower).allSatisfy(layer -> {
            List<Integer> weight = weights.getOrDefault(layer.weight(), List.of());
            assertThat(layer.kept()).hasSize(weight.get(0));
            if (layer.kind() != LayerCut.Kind.DEPTHWISE_CONVOLUTION) {
                assertThat(layer.keptInputs()).isEqualTo(weight.get(1));
            }
        });
    }

    @Test
    void layersAreCoupledWherePositionsMeanTheSameUnits() {
        NetworkGraph whole = network(ZooNetwork.RESNET8A);
        List<ChannelGroup> groups = Coupling.groups(whole);
        PruningPlan plan = SamplePolicies.of(whole, 3).plan();
        NetworkCut cut = NetworkCut.of(whole, groups, plan);

        Map<Integer, List<String>> sets = cut.layers().stream()
                .collect(Collectors.groupingBy(
                        LayerCut::coupled, Collectors.mapping(LayerCut::module, Collectors.toList())));
        assertThat(sets.values())
                .as("a padded shortcut joins channels, but not at the same positions")
                .contains(
                        List.of("stem", "stage1.block1.conv2"),
                        List.of("stage2.block1.conv2"),
                        List.of("stage3.block1.conv2"));
        assertThat(cut.firstOfEachSet())
                .extracting(LayerCut::module)
                .contains("stem")
                .doesNotContain("stage1.block1.conv2");
    }

    @Test
    void removedAreThoseThatAreNotKept() {
        LayerCut layer = new LayerCut("conv", "conv.weight", LayerCut.Kind.CONVOLUTION, 1, 5, List.of(0, 3), 4, 2);

        assertThat(layer.removed()).containsExactly(1, 2, 4);
        assertThat(layer.removedCount()).isEqualTo(3);
        assertThat(layer.isNarrower()).isTrue();
    }

    @Test
    void aWholeNetworkHasNoNarrowerLayer() {
        NetworkGraph whole = network(ZooNetwork.LENET5);
        NetworkCut cut = NetworkCut.of(whole, Coupling.groups(whole), PruningPlan.NOTHING);

        assertThat(cut.narrower()).isEmpty();
        assertThat(cut.layers()).hasSize((int) whole.nodes().stream()
                .filter(node -> node.operator() instanceof Operator.Conv2d || node.operator() instanceof Operator.Dense)
                .count());
    }
}
