package io.espalier.models.surgery;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What must hold of any network and any plan; the definition of being right for coupling, surgery and cost. */
public final class PruningOracle {

    /** Both sides add the same doubles; the mask adds zeros in between, which may regroup nothing but the sign of a zero. */
    private static final double SAME_SUMS = 1e-12;

    private PruningOracle() {}

    /** That a plan which removes nothing changes no bit, and that each unit alone and some random plans are cut as they are masked. */
    public static void requireHolds(NetworkGraph graph) {
        List<ChannelGroup> groups = Coupling.groups(graph);
        assertThat(GraphDigest.of(Surgeon.prune(graph, groups, PruningPlan.NOTHING)))
                .isEqualTo(GraphDigest.of(graph));
        for (ChannelGroup group : groups) {
            for (int unit = 0; unit < group.width() && group.width() > 1; unit++) {
                requireHolds(graph, groups, without(group, unit));
            }
        }
        for (long seed = 1; seed <= 5; seed++) {
            requireHolds(graph, groups, RandomPlans.of(groups, seed));
        }
    }

    /** That surgery gives what a mask gives in every output, and costs what the formula says. */
    public static void requireHolds(NetworkGraph graph, List<ChannelGroup> groups, PruningPlan plan) {
        NetworkGraph pruned = Surgeon.prune(graph, groups, plan);
        requireSameOutputs(pruned, Masking.mask(graph, groups, plan), plan);
        assertThat(CostModel.of(graph, groups).cost(plan)).isEqualTo(CostModel.costOf(pruned));
    }

    /**
     * That two networks with the same outputs make the same of an image.
     *
     * @param plan that made them, for the message
     */
    static void requireSameOutputs(NetworkGraph network, NetworkGraph wanted, PruningPlan plan) {
        INDArray images = RandomNetworks.images(network, 1, 1);
        List<INDArray> found = ReferenceInterpreter.outputs(network, images);
        List<INDArray> expected = ReferenceInterpreter.outputs(wanted, images);
        for (int output = 0; output < found.size(); output++) {
            double largest = Math.max(1, expected.get(output).amaxNumber().doubleValue());
            INDArray difference = found.get(output).sub(expected.get(output));
            assertThat(difference.amaxNumber().doubleValue())
                    .as("%s under %s", network.outputs().get(output), plan)
                    .isLessThan(largest * SAME_SUMS);
        }
    }

    private static PruningPlan without(ChannelGroup group, int unit) {
        List<Integer> kept = IntStream.range(0, group.width())
                .filter(other -> other != unit)
                .boxed()
                .toList();
        return PruningPlan.of(java.util.Map.of(group.name(), kept));
    }
}
