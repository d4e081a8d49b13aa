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
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What pruning means, on random networks of every kind that can be read. */
class AnyNetworkOracleTest {

    /** Both sides add the same doubles; the mask adds zeros in between, which may regroup nothing but the sign of a zero. */
    private static final double SAME_SUMS = 1e-12;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 500);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void surgeryEqualsMaskingInEveryOutput(long seed) {
        NetworkGraph graph = RandomNetworks.any(seed);
        List<ChannelGroup> groups = Coupling.groups(graph);
        PruningPlan plan = RandomPlans.of(groups, seed);
        INDArray images = RandomNetworks.images(graph, 1, seed);
        List<INDArray> cut = ReferenceInterpreter.outputs(Surgeon.prune(graph, groups, plan), images);
        List<INDArray> masked = ReferenceInterpreter.outputs(Masking.mask(graph, groups, plan), images);
        for (int output = 0; output < cut.size(); output++) {
            double largest = Math.max(1, masked.get(output).amaxNumber().doubleValue());
            INDArray difference = cut.get(output).sub(masked.get(output));
            assertThat(difference.amaxNumber().doubleValue())
                    .as(graph.outputs().get(output))
                    .isLessThan(largest * SAME_SUMS);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aPlanThatRemovesNothingIsBitEqual(long seed) {
        NetworkGraph graph = RandomNetworks.any(seed);
        List<ChannelGroup> groups = Coupling.groups(graph);
        assertThat(GraphDigest.of(Surgeon.prune(graph, groups, PruningPlan.NOTHING)))
                .isEqualTo(GraphDigest.of(graph));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theCostFormulaIsTheCostOfThePrunedNetwork(long seed) {
        NetworkGraph graph = RandomNetworks.any(seed);
        List<ChannelGroup> groups = Coupling.groups(graph);
        CostModel model = CostModel.of(graph, groups);
        assertThat(model.whole()).isEqualTo(CostModel.costOf(graph));
        for (long plan = 0; plan < 3; plan++) {
            PruningPlan random = RandomPlans.of(groups, seed + 1000 * plan);
            Cost pruned = CostModel.costOf(Surgeon.prune(graph, groups, random));
            assertThat(model.cost(random)).isEqualTo(pruned);
        }
    }
}
