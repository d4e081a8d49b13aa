package io.espalier.models.surgery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.coupling.RandomPlans;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.RandomNetworks;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlignedWidthsTest {

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
        PruningOracle.requireSameOutputs(aligned, pruned, plan);
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
    void refusesAPlanOfAnotherNetwork() {
        NetworkGraph graph = RandomNetworks.any(1);
        PruningPlan other = PruningPlan.of(Map.of("elsewhere", List.of(0)));
        assertThatThrownBy(() -> new AlignedWidths(graph, Coupling.groups(graph), 1).align(graph, other))
                .hasMessageStartingWith("plan must name a group of the network: 'elsewhere'");
    }

    @Test
    void refusesAMultipleThatIsNone() {
        NetworkGraph graph = RandomNetworks.any(1);
        assertThatThrownBy(() -> new AlignedWidths(graph, Coupling.groups(graph), 0))
                .hasMessage("multiple must be at least 1: 0");
    }
}
