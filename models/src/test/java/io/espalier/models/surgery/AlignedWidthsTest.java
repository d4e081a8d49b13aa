package io.espalier.models.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.coupling.RandomPlans;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.ReferenceInterpreter;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class AlignedWidthsTest {

    /** Both sides add the same doubles, one with zeros in between. */
    private static final double SAME_SUMS = 1e-12;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 500);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void outputsStayAndWidthsAreRound(long seed) {
        NetworkGraph graph = RandomNetworks.any(seed);
        List<ChannelGroup> groups = Coupling.groups(graph);
        int multiple = 2 + (int) (seed % 3);
        PruningPlan plan = RandomPlans.of(groups, seed);
        NetworkGraph pruned = Surgeon.prune(graph, groups, plan);
        NetworkGraph aligned = new AlignedWidths(graph, groups, multiple).align(pruned, plan);
        for (ChannelGroup group : Coupling.groups(aligned)) {
            int whole = groups.stream()
                    .filter(one -> one.name().equals(group.name()))
                    .findFirst()
                    .orElseThrow()
                    .width();
            assertThat(group.width() % multiple == 0 || group.width() == whole)
                    .as("%s has %d of %d", group.name(), group.width(), whole)
                    .isTrue();
        }
        INDArray images = RandomNetworks.images(graph, 1, 1);
        List<INDArray> narrow = ReferenceInterpreter.outputs(pruned, images);
        List<INDArray> wide = ReferenceInterpreter.outputs(aligned, images);
        for (int output = 0; output < narrow.size(); output++) {
            double largest = Math.max(1, narrow.get(output).amaxNumber().doubleValue());
            assertThat(narrow.get(output).sub(wide.get(output)).amaxNumber().doubleValue())
                    .as("%s under %s", graph.outputs().get(output), plan)
                    .isLessThan(largest * SAME_SUMS);
        }
    }

    @Test
    void roundWidthsAreLeftAlone() {
        NetworkGraph graph = RandomNetworks.any(1);
        List<ChannelGroup> groups = Coupling.groups(graph);
        PruningPlan plan = RandomPlans.of(groups, 1);
        NetworkGraph pruned = Surgeon.prune(graph, groups, plan);
        assertThat(new AlignedWidths(graph, groups, 1).align(pruned, plan)).isSameAs(pruned);
        assertThat(new AlignedWidths(graph, groups, 8).align(graph, PruningPlan.NOTHING))
                .isSameAs(graph);
    }

    @Test
    void refusesAMultipleThatIsNone() {
        NetworkGraph graph = RandomNetworks.any(1);
        assertThatThrownBy(() -> new AlignedWidths(graph, Coupling.groups(graph), 0))
                .hasMessage("multiple must be at least 1: 0");
    }
}
