package io.espalier.models.reconstruction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.coupling.RandomPlans;
import io.espalier.models.coupling.SharingNetworks;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.ReferenceInterpreter;
import io.espalier.models.random.RandomKey;
import io.espalier.models.surgery.Surgeon;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

class ReconstructorTest {

    private static final RandomKey KEY = RandomKey.of(5, "test.calibration");
    private static final int ALL_POSITIONS = 144;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 8);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aPlanThatRemovesNothingIsBitEqual(long seed) {
        NetworkGraph graph = RandomNetworks.residual(seed);
        Reconstructor reconstructor = reconstructor(graph, 2);
        assertThat(GraphDigest.of(reconstructor.prune(PruningPlan.NOTHING))).isEqualTo(GraphDigest.of(graph));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void anyNetworkCanBeRefittedAndNothingRemovedIsBitEqual(long seed) {
        NetworkGraph graph = RandomNetworks.any(seed);
        Reconstructor reconstructor = reconstructor(graph, 1);
        assertThat(GraphDigest.of(reconstructor.prune(PruningPlan.NOTHING))).isEqualTo(GraphDigest.of(graph));
        NetworkGraph pruned = reconstructor.prune(RandomPlans.of(Coupling.groups(graph), seed));
        INDArray output = ReferenceInterpreter.output(pruned, RandomNetworks.images(graph, 1, 2));
        assertThat(output.sumNumber().doubleValue()).isFinite();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void onlyLayersThatLostInputsAndTheirNormsChange(long seed) {
        NetworkGraph graph = RandomNetworks.residual(seed);
        List<ChannelGroup> groups = Coupling.groups(graph);
        PruningPlan plan = PruningPlan.of(Map.of("block0.conv1", List.of(0)));
        NetworkGraph cut = Surgeon.prune(graph, groups, plan);
        NetworkGraph refitted = reconstructor(graph, 2).prune(plan);
        for (Node node : cut.nodes()) {
            if (!List.of("block0.conv2", "block0.conv2.bn").contains(node.name())) {
                for (String parameter : node.parameters()) {
                    assertThat(refitted.parameters().get(parameter))
                            .isEqualTo(cut.parameters().get(parameter));
                }
            }
        }
    }

    @Test
    void aLayerThatLostInputsIsRefitted() {
        NetworkGraph graph = RandomNetworks.residual(1);
        PruningPlan plan = PruningPlan.of(Map.of("block0.conv1", List.of(0)));
        NetworkGraph cut = Surgeon.prune(graph, Coupling.groups(graph), plan);
        NetworkGraph refitted = reconstructor(graph, 2).prune(plan);
        assertThat(refitted.parameters().get("block0.conv2.weight"))
                .isNotEqualTo(cut.parameters().get("block0.conv2.weight"));
        assertThat(refitted.parameters().get("block0.conv2.bn.variance"))
                .isNotEqualTo(cut.parameters().get("block0.conv2.bn.variance"));
    }

    @Test
    void channelsThatNearlyCopyOthersCanGoAtAlmostNoLoss() {
        NetworkGraph graph = CopiedChannels.network();
        List<ChannelGroup> groups = Coupling.groups(graph);
        PruningPlan plan = PruningPlan.of(Map.of(
                "conv1", IntStream.range(0, CopiedChannels.ORIGINALS).boxed().toList()));
        INDArray unseen = RandomNetworks.images(graph, 4, 99);
        double plain = error(graph, Surgeon.prune(graph, groups, plan), unseen);
        double refitted = error(graph, reconstructor(graph, 8).prune(plan), unseen);
        assertThat(refitted).isLessThan(plain / 1000);
    }

    @Test
    void fitsRandomNetworksBetterThanSurgeryAlone() {
        double plain = 0;
        double refitted = 0;
        for (long seed = 1; seed <= 8; seed++) {
            NetworkGraph graph = RandomNetworks.residual(seed);
            List<ChannelGroup> groups = Coupling.groups(graph);
            PruningPlan plan = RandomPlans.oneUnit(groups, seed);
            INDArray unseen = RandomNetworks.images(graph, 4, seed + 99);
            plain += error(graph, Surgeon.prune(graph, groups, plan), unseen);
            refitted += error(graph, reconstructor(graph, 8).prune(plan), unseen);
        }
        assertThat(refitted).isLessThan(plain / 5);
    }

    @Test
    void neitherBatchesNorThreadsNorRepetitionMatter() {
        NetworkGraph graph = RandomNetworks.residual(3);
        List<ChannelGroup> groups = Coupling.groups(graph);
        INDArray images = RandomNetworks.images(graph, 5, 1);
        List<INDArray> divided = List.of(
                images.get(NDArrayIndex.interval(0, 2)).dup('c'),
                images.get(NDArrayIndex.interval(2, 5)).dup('c'));
        Reconstructor whole = Reconstructor.of(collect(graph, List.of(images), 7), groups);
        Reconstructor parts = Reconstructor.of(collect(graph, divided, 7), groups);
        List<String> sequential = LongStream.range(0, 12)
                .mapToObj(seed -> GraphDigest.of(whole.prune(RandomPlans.of(groups, 1 + seed % 4))))
                .toList();
        List<String> concurrent = LongStream.range(0, 12)
                .parallel()
                .mapToObj(seed -> GraphDigest.of(parts.prune(RandomPlans.of(groups, 1 + seed % 4))))
                .toList();
        assertThat(concurrent).isEqualTo(sequential);
        assertThat(sequential.subList(0, 4)).doesNotHaveDuplicates().isEqualTo(sequential.subList(4, 8));
    }

    @Test
    void layersWithSharedWeightsAreLeftAsSurgeryMadeThem() {
        NetworkGraph graph = SharingNetworks.sharedWeights();
        List<ChannelGroup> groups = Coupling.groups(graph);
        PruningPlan plan = PruningPlan.of(Map.of("a", List.of(1, 2)));
        NetworkGraph cut = Surgeon.prune(graph, groups, plan);
        NetworkGraph refitted = reconstructor(graph, 2).prune(plan);
        assertThat(refitted.parameters().get("b.weight"))
                .isEqualTo(cut.parameters().get("b.weight"));
        assertThat(refitted.parameters().get("fc.weight"))
                .isNotEqualTo(cut.parameters().get("fc.weight"));
    }

    @Test
    void calibrationWithoutImagesIsRefused() {
        assertThatThrownBy(() -> collect(RandomNetworks.residual(1), List.of(), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batches must hold at least one image: 0");
    }

    @Test
    void missingTensorIsNamed() {
        NetworkGraph graph = RandomNetworks.residual(1);
        INDArray images = RandomNetworks.images(graph, 1, 1);
        assertThatThrownBy(() -> GramStatistics.collect(
                        graph, batch -> Map.of(), List.of(images).iterator(), 1, KEY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("activations must have the tensor '");
    }

    private static Reconstructor reconstructor(NetworkGraph graph, int images) {
        INDArray batch = RandomNetworks.images(graph, images, 1);
        return Reconstructor.of(collect(graph, List.of(batch), ALL_POSITIONS), Coupling.groups(graph));
    }

    private static GramStatistics collect(NetworkGraph graph, List<INDArray> batches, int positions) {
        return GramStatistics.collect(
                graph, batch -> ReferenceInterpreter.run(graph, batch), batches.iterator(), positions, KEY);
    }

    /** Mean squared difference of the logits. */
    private static double error(NetworkGraph graph, NetworkGraph pruned, INDArray images) {
        INDArray difference =
                ReferenceInterpreter.output(graph, images).sub(ReferenceInterpreter.output(pruned, images));
        return difference.mul(difference).meanNumber().doubleValue();
    }
}
