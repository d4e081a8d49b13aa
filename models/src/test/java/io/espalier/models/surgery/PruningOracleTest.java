package io.espalier.models.surgery;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.cost.Cost;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.coupling.RandomPlans;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.ReferenceInterpreter;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What pruning means, on random residual networks and random plans. */
class PruningOracleTest {

    /** Both sides add the same doubles; the mask adds zeros in between, which may regroup nothing but the sign of a zero. */
    private static final double SAME_SUMS = 1e-12;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 24);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void surgeryEqualsMasking(long seed) {
        NetworkGraph graph = RandomNetworks.residual(seed);
        List<ChannelGroup> groups = Coupling.groups(graph);
        PruningPlan plan = RandomPlans.of(groups, seed);
        INDArray images = RandomNetworks.images(graph, 1, seed);
        INDArray cut = ReferenceInterpreter.output(Surgeon.prune(graph, groups, plan), images);
        INDArray masked = ReferenceInterpreter.output(Masking.mask(graph, groups, plan), images);
        assertThat(cut.sub(masked).amaxNumber().doubleValue()).isLessThan(SAME_SUMS);
    }

    @Test
    void aPlanChangesTheOutput() {
        NetworkGraph graph = RandomNetworks.residual(1);
        List<ChannelGroup> groups = Coupling.groups(graph);
        INDArray images = RandomNetworks.images(graph, 1, 1);
        INDArray cut = ReferenceInterpreter.output(Surgeon.prune(graph, groups, RandomPlans.of(groups, 1)), images);
        INDArray whole = ReferenceInterpreter.output(graph, images);
        assertThat(cut.sub(whole).amaxNumber().doubleValue()).isGreaterThan(0.01);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aPlanThatRemovesNothingIsBitEqual(long seed) {
        NetworkGraph graph = RandomNetworks.residual(seed);
        List<ChannelGroup> groups = Coupling.groups(graph);
        TreeMap<String, List<Integer>> all = new TreeMap<>();
        groups.forEach(group -> all.put(group.name(), PruningPlan.NOTHING.keptOf(group)));
        String digest = GraphDigest.of(graph);
        assertThat(GraphDigest.of(Surgeon.prune(graph, groups, PruningPlan.NOTHING)))
                .isEqualTo(digest);
        assertThat(GraphDigest.of(Surgeon.prune(graph, groups, new PruningPlan(all))))
                .isEqualTo(digest);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theInputNetworkIsUntouched(long seed) {
        NetworkGraph graph = RandomNetworks.residual(seed);
        List<ChannelGroup> groups = Coupling.groups(graph);
        String digest = GraphDigest.of(graph);
        String pruned = GraphDigest.of(Surgeon.prune(graph, groups, RandomPlans.oneUnit(groups, seed)));
        assertThat(GraphDigest.of(graph)).isEqualTo(digest).isNotEqualTo(pruned);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void twoHalvesOfAPlanAreThePlanAtOnce(long seed) {
        NetworkGraph graph = RandomNetworks.residual(seed);
        List<ChannelGroup> groups = Coupling.groups(graph);
        PruningPlan first = RandomPlans.of(groups, seed);
        NetworkGraph once = Surgeon.prune(graph, groups, first);
        List<ChannelGroup> groupsAfter = Coupling.groups(once);
        PruningPlan second = RandomPlans.of(groupsAfter, seed + 1000);
        NetworkGraph twice = Surgeon.prune(once, groupsAfter, second);
        TreeMap<String, List<Integer>> composed = new TreeMap<>();
        for (int i = 0; i < groups.size(); i++) {
            List<Integer> units = first.keptOf(groups.get(i));
            composed.put(
                    groups.get(i).name(),
                    second.keptOf(groupsAfter.get(i)).stream().map(units::get).toList());
        }
        NetworkGraph atOnce = Surgeon.prune(graph, groups, new PruningPlan(composed));
        assertThat(GraphDigest.of(twice)).isEqualTo(GraphDigest.of(atOnce));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void macsAndParametersFallWithEveryUnitThatGoes(long seed) {
        NetworkGraph graph = RandomNetworks.residual(seed);
        List<ChannelGroup> groups = Coupling.groups(graph);
        Cost whole = CostModel.costOf(graph);
        Cost less = CostModel.costOf(Surgeon.prune(graph, groups, RandomPlans.oneUnit(groups, seed)));
        assertThat(less.macs()).isLessThan(whole.macs());
        assertThat(less.parameters()).isLessThan(whole.parameters());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theCostFormulaIsTheCostOfThePrunedNetwork(long seed) {
        NetworkGraph graph = RandomNetworks.residual(seed);
        List<ChannelGroup> groups = Coupling.groups(graph);
        CostModel model = CostModel.of(graph, groups);
        assertThat(model.whole()).isEqualTo(CostModel.costOf(graph));
        for (long plan = 0; plan < 5; plan++) {
            PruningPlan random = RandomPlans.of(groups, seed + 100 * plan);
            assertThat(model.cost(random)).isEqualTo(CostModel.costOf(Surgeon.prune(graph, groups, random)));
        }
    }
}
