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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What pruning means, on random networks of every kind that can be read. */
class AnyNetworkOracleTest {

    private static final Map<Long, Subject> SUBJECTS = new HashMap<>();

    /** A network and what hangs together in it, made once for all tests. */
    private record Subject(NetworkGraph graph, List<ChannelGroup> groups) {}

    private static Subject subject(long seed) {
        return SUBJECTS.computeIfAbsent(seed, unseen -> {
            NetworkGraph graph = RandomNetworks.any(seed);
            return new Subject(graph, Coupling.groups(graph));
        });
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 500);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void surgeryEqualsMaskingAndCostsWhatTheFormulaSays(long seed) {
        NetworkGraph graph = subject(seed).graph();
        List<ChannelGroup> groups = subject(seed).groups();
        assertThat(CostModel.of(graph, groups).whole()).isEqualTo(CostModel.costOf(graph));
        PruningOracle.requireHolds(graph, groups, RandomPlans.of(groups, seed));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aPlanThatRemovesNothingIsBitEqual(long seed) {
        NetworkGraph graph = subject(seed).graph();
        List<ChannelGroup> groups = subject(seed).groups();
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
    void macsAndParametersFallWithEveryUnitThatGoes(long seed) {
        NetworkGraph graph = subject(seed).graph();
        List<ChannelGroup> groups = subject(seed).groups();
        CostModel model = CostModel.of(graph, groups);
        for (int group = 0; group < groups.size(); group++) {
            int[] less = model.widths();
            less[group]--;
            Cost cost = model.cost(less);
            assertThat(cost.macs())
                    .as(groups.get(group).name())
                    .isLessThan(model.whole().macs());
            assertThat(cost.parameters()).isLessThan(model.whole().parameters());
            assertThat(cost.peakActivations()).isLessThanOrEqualTo(model.whole().peakActivations());
        }
    }

    /** Two units stay of each group: a convolution of which one group of channels is left is an ordinary one, with more units to choose from. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void twoHalvesOfAPlanAreThePlanAtOnce(long seed) {
        NetworkGraph graph = subject(seed).graph();
        List<ChannelGroup> groups = subject(seed).groups();
        PruningPlan first = RandomPlans.of(groups, seed, 2);
        NetworkGraph once = Surgeon.prune(graph, groups, first);
        List<ChannelGroup> groupsAfter = Coupling.groups(once);
        assertThat(names(groupsAfter)).isEqualTo(names(groups));
        PruningPlan second = RandomPlans.of(groupsAfter, seed + 1000);
        TreeMap<String, List<Integer>> composed = new TreeMap<>();
        IntStream.range(0, groups.size()).forEach(i -> {
            List<Integer> units = first.keptOf(groups.get(i));
            List<Integer> of = second.keptOf(groupsAfter.get(i));
            composed.put(groups.get(i).name(), of.stream().map(units::get).toList());
        });
        NetworkGraph atOnce = Surgeon.prune(graph, groups, new PruningPlan(composed));
        assertThat(GraphDigest.of(Surgeon.prune(once, groupsAfter, second))).isEqualTo(GraphDigest.of(atOnce));
    }

    private static List<String> names(List<ChannelGroup> groups) {
        return groups.stream().map(ChannelGroup::name).toList();
    }
}
