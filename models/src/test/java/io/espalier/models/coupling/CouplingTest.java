package io.espalier.models.coupling;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.zoo.ZooNetwork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CouplingTest {

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 24);
    }

    @Test
    void resnet8HasAGroupForEachStageAndForEachBlocksInside() {
        List<ChannelGroup> groups = Coupling.groups(ZooNetwork.RESNET8.create(SharingNetworks.INPUT, 10, 1));
        Map<String, Integer> widths = new HashMap<>();
        groups.forEach(group -> widths.put(group.name(), group.width()));
        assertThat(widths)
                .isEqualTo(Map.of(
                        "stem", 16,
                        "stage1.block1.conv1", 16,
                        "stage2.block1.conv1", 32,
                        "stage2.block1.conv2", 32,
                        "stage3.block1.conv1", 64,
                        "stage3.block1.conv2", 64));
    }

    @Test
    void residualGroupReachesThroughTheAddition() {
        ChannelGroup stem = group(Coupling.of(ZooNetwork.RESNET8.create(SharingNetworks.INPUT, 10, 1)), "stem");
        assertThat(stem.members().stream().map(member -> member.node() + " " + member.axis()))
                .containsExactly(
                        "stem OUT",
                        "stem.bn OUT",
                        "stage1.block1.conv1 IN",
                        "stage1.block1.conv2 OUT",
                        "stage1.block1.conv2.bn OUT",
                        "stage2.block1.conv1 IN",
                        "stage2.block1.shortcut IN");
    }

    @Test
    void flattenGivesEveryUnitItsPositions() {
        NetworkGraph lenet = ZooNetwork.LENET5.create(TensorShape.image(1, 28, 28), 10, 1);
        ChannelGroup conv2 = group(Coupling.of(lenet), "conv2");
        Member fc1 = conv2.members().get(1);
        assertThat(fc1.node()).isEqualTo("fc1");
        assertThat(fc1.units())
                .isEqualTo(IntStream.range(0, 400).map(i -> i / 25).boxed().toList());
    }

    @Test
    void outputIsFrozenAndSaysWhy() {
        Coupling coupling = Coupling.of(ZooNetwork.LENET5.create(TensorShape.image(1, 28, 28), 10, 1));
        assertThat(coupling.frozen()).containsExactly(new FrozenChannels("fc3", 10, "they are the network's output"));
    }

    @Test
    void channelsAddedToTheInputAreFrozen() {
        GraphBuilder graph = SharingNetworks.builder();
        String x = graph.add("conv", SharingNetworks.conv(3, 3, 1), "input");
        x = graph.add("add", Elementwise.ADD, x, "input");
        Coupling coupling = Coupling.of(SharingNetworks.headed(graph, x, 3));
        assertThat(coupling.groups()).isEmpty();
        assertThat(coupling.frozen())
                .containsExactly(
                        new FrozenChannels("conv", 3, "they are tied to the network's input"),
                        new FrozenChannels("fc", 10, "they are the network's output"));
    }

    @Test
    void depthwiseConvolutionBelongsToTheGroupThatFeedsIt() {
        ChannelGroup group = group(Coupling.of(SharingNetworks.depthwise()), "conv");
        assertThat(group.members())
                .containsExactly(
                        new Member("conv", Axis.OUT, List.of(0, 1, 2, 3)),
                        new Member("depthwise", Axis.OUT, List.of(0, 0, 1, 1, 2, 2, 3, 3)),
                        new Member("pointwise", Axis.IN, List.of(0, 0, 1, 1, 2, 2, 3, 3)));
    }

    @Test
    void ofAGroupedConvolutionOnlyWholeGroupsGo() {
        ChannelGroup group = group(Coupling.of(SharingNetworks.grouped()), "conv");
        assertThat(group.width()).isEqualTo(2);
        assertThat(group.members())
                .containsExactly(
                        new Member("conv", Axis.OUT, List.of(0, 0, 1, 1)),
                        new Member("grouped", Axis.OUT, List.of(0, 0, 0, 1, 1, 1)),
                        new Member("last", Axis.IN, List.of(0, 0, 0, 1, 1, 1)));
    }

    @Test
    void nodesThatShareTheirWeightsShareTheirUnits() {
        ChannelGroup first = group(Coupling.of(SharingNetworks.sharedWeights()), "a");
        assertThat(first.members().stream().map(member -> member.node() + " " + member.axis()))
                .containsExactly("a OUT", "b IN", "b OUT", "c IN", "c OUT", "fc IN");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void groupsPartitionThePrunableChannels(long seed) {
        requirePartition(RandomNetworks.residual(seed));
    }

    static LongStream manySeeds() {
        return LongStream.rangeClosed(1, 500);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("manySeeds")
    void groupsPartitionThePrunableChannelsOfAnyNetwork(long seed) {
        requirePartition(RandomNetworks.any(seed));
    }

    /** Fences and outputs freeze some; were it most, the oracles on these networks would say little. */
    @Test
    void mostChannelsOfRandomNetworksCanBePruned() {
        long prunable = 0;
        long frozen = 0;
        for (long seed = 1; seed <= 500; seed++) {
            NetworkGraph graph = RandomNetworks.any(seed);
            Coupling coupling = Coupling.of(graph);
            frozen += coupling.frozen().stream()
                    .filter(channels -> !channels.reason().equals("they are the network's output"))
                    .mapToInt(FrozenChannels::channels)
                    .sum();
            prunable += coupling.groups().stream()
                    .flatMap(group -> group.members().stream())
                    .filter(member -> member.axis() == Axis.OUT
                            && ChannelTrace.mixes(graph.node(member.node()).operator()))
                    .flatMap(member -> member.units().stream())
                    .filter(unit -> unit != Member.OUTSIDE)
                    .count();
        }
        assertThat(prunable).isGreaterThan(3 * frozen);
    }

    private static void requirePartition(NetworkGraph graph) {
        Coupling coupling = Coupling.of(graph);
        Map<String, Integer> homes = new HashMap<>();
        for (ChannelGroup group : coupling.groups()) {
            List<Integer> seen = new ArrayList<>();
            for (Member member : group.members()) {
                for (int position = 0; position < member.units().size(); position++) {
                    if (member.units().get(position) != Member.OUTSIDE) {
                        homes.merge(member.node() + " " + member.axis() + " " + position, 1, Integer::sum);
                        seen.add(member.units().get(position));
                    }
                }
            }
            assertThat(seen)
                    .containsAll(IntStream.range(0, group.width()).boxed().toList());
        }
        assertThat(homes.values()).allMatch(times -> times == 1);
        int frozen =
                coupling.frozen().stream().mapToInt(FrozenChannels::channels).sum();
        long made = homes.keySet().stream()
                .filter(place -> place.contains(" OUT "))
                .filter(place -> ChannelTrace.mixes(
                        graph.node(place.substring(0, place.indexOf(' '))).operator()))
                .count();
        long all = graph.nodes().stream()
                .filter(node -> ChannelTrace.mixes(node.operator()))
                .mapToLong(node -> rows(graph, node))
                .sum();
        assertThat(made + frozen).isEqualTo(all);
    }

    private static int rows(NetworkGraph graph, Node node) {
        return (int) graph.parameter(node, Roles.WEIGHT).size(0);
    }

    private static ChannelGroup group(Coupling coupling, String name) {
        return coupling.groups().stream()
                .filter(group -> group.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
