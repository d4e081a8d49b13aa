package io.espalier.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.random.RandomKey;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.OnnxEngine;
import io.espalier.models.surgery.Masking;
import io.espalier.models.surgery.Surgeon;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Surgery against masks in ONNX Runtime on the zoo: all groups together at each ratio at full width, and each group alone at each ratio on
 * the network thinned to an eighth, whose groups are the same (a thousand sessions at full width take minutes). Parameters are random
 * everywhere, batch norms included, so that a channel cut in the wrong place shows.
 */
class ZooPruningTest {

    private static final List<Double> RATIOS = List.of(0.25, 0.5, 0.75);

    /** At least so many units stay of each group of the thin network, so that three ratios differ. */
    private static final int THINNEST = 4;

    private static final double EIGHTH = 0.125;

    /** Largest difference of a logit over the largest: the same sums in float32, grouped otherwise because channels are gone. */
    private static final double FLOAT32_SUMS = 1e-4;

    @ParameterizedTest
    @EnumSource
    void everyGroupIsCutAsItIsMasked(ZooNetwork network) {
        NetworkGraph graph = network.create(smallest(network), 10, RandomNetworks.initialiser(1));
        List<ChannelGroup> groups = Coupling.groups(graph);
        for (double ratio : RATIOS) {
            requireSame(graph, groups, plan(groups, 1 - ratio, 1));
        }
        NetworkGraph thin = Surgeon.prune(graph, groups, plan(groups, EIGHTH, THINNEST));
        List<ChannelGroup> thinGroups = Coupling.groups(thin);
        assertThat(thinGroups.stream().map(ChannelGroup::name))
                .containsExactlyElementsOf(
                        groups.stream().map(ChannelGroup::name).toList());
        for (ChannelGroup group : thinGroups) {
            for (double ratio : RATIOS) {
                requireSame(thin, thinGroups, plan(List.of(group), 1 - ratio, 1));
            }
        }
    }

    /** Small images do: every position is computed alike. */
    private static TensorShape smallest(ZooNetwork network) {
        return switch (network) {
            case LENET5 -> network.usualInput();
            case VGG16 -> TensorShape.image(3, 32, 32);
            default -> TensorShape.image(3, 16, 16);
        };
    }

    private static PruningPlan plan(List<ChannelGroup> groups, double share, int least) {
        TreeMap<String, List<Integer>> kept = new TreeMap<>();
        for (ChannelGroup group : groups) {
            List<Integer> units =
                    new ArrayList<>(IntStream.range(0, group.width()).boxed().toList());
            Collections.shuffle(
                    units,
                    new Random(RandomKey.of(1, "test.zoo." + group.name()).derivedSeed()));
            int count = Math.min(group.width(), Math.max(least, (int) Math.round(group.width() * share)));
            kept.put(group.name(), units.subList(0, count).stream().sorted().toList());
        }
        return new PruningPlan(kept);
    }

    private static void requireSame(NetworkGraph graph, List<ChannelGroup> groups, PruningPlan plan) {
        NetworkGraph pruned = Surgeon.prune(graph, groups, plan);
        INDArray images = RandomNetworks.images(graph, 1, 1);
        INDArray cut = logits(pruned, images);
        INDArray masked = logits(Masking.mask(graph, groups, plan), images);
        double largest = masked.amaxNumber().doubleValue();
        assertThat(largest).isPositive();
        assertThat(cut.sub(masked).amaxNumber().doubleValue())
                .as(kept(plan).toString())
                .isLessThan(largest * FLOAT32_SUMS);
        assertThat(CostModel.of(graph, groups).cost(plan)).isEqualTo(CostModel.costOf(pruned));
    }

    private static Map<String, Integer> kept(PruningPlan plan) {
        Map<String, Integer> counts = new TreeMap<>();
        plan.kept().forEach((group, units) -> counts.put(group, units.size()));
        return counts;
    }

    private static INDArray logits(NetworkGraph graph, INDArray images) {
        try (OnnxEngine engine = OnnxEngine.open(OnnxCodec.toBytes(graph), EngineSettings.DEFAULTS)) {
            return engine.logits(images);
        }
    }
}
