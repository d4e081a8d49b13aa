package io.espalier.models.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.RandomNetworks;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AggregationTest {

    private static final double ROUNDING = 1e-12;

    @Test
    void joinsAsItsNameSays() {
        assertThat(Aggregation.SUM.of(1, -4, 2)).isEqualTo(-1);
        assertThat(Aggregation.MEAN.of(1, -4, 4)).isCloseTo(1.0 / 3, within(ROUNDING));
        assertThat(Aggregation.MAX.of(-3, -1, -2)).isEqualTo(-1);
        assertThat(Aggregation.FIRST.of(3, 1, 2)).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsZero(Aggregation aggregation) {
        assertThat(aggregation.of()).isZero();
    }

    @Test
    void scalesAsItsNameSays() {
        assertThat(Scaling.NONE.apply(1, 2, 5))
                .hasValueSatisfying(v -> assertThat(v).containsExactly(1, 2, 5));
        assertThat(Scaling.MEAN.apply(1, 0, 5))
                .hasValueSatisfying(v -> assertThat(v).containsExactly(0.5, 0, 2.5));
        assertThat(Scaling.MAX.apply(1, 2, 4))
                .hasValueSatisfying(v -> assertThat(v).containsExactly(0.25, 0.5, 1));
        assertThat(Scaling.SUM.apply(1, 2, 5))
                .hasValueSatisfying(v -> assertThat(v).containsExactly(0.125, 0.25, 0.625));
        // Mean 2, deviation 1.
        assertThat(Scaling.STANDARD.apply(1, 3))
                .hasValueSatisfying(v -> assertThat(v).containsExactly(-1, 1));
    }

    @Test
    void whatCannotBeScaledIsNotHeard() {
        assertThat(Scaling.MEAN.apply(0, 0)).isEmpty();
        assertThat(Scaling.MAX.apply(0, 0)).isEmpty();
        assertThat(Scaling.SUM.apply(0, 0)).isEmpty();
        assertThat(Scaling.STANDARD.apply(3, 3)).isEmpty();
        assertThat(Scaling.NONE.apply(0, 0)).isPresent();
    }

    @Test
    void layersAreJoinedAfterScaling() {
        NetworkGraph graph = HandNetwork.graph();
        // "a" says 1, 2, 3 and its batch norm 10, 0, 20; readers and carriers are silent.
        Criterion criterion = (network, member) -> member.axis() == Axis.IN
                        || network.node(member.node()).parameters().isEmpty()
                ? Optional.empty()
                : Optional.of(member.node().equals("a") ? new double[] {1, 2, 3} : new double[] {10, 0, 20});
        CoupledImportance sum = CoupledImportance.of(criterion);
        assertThat(sum.scores(graph, HandNetwork.group())).containsExactly(0.5 + 1, 1, 1.5 + 2);
        assertThat(sum.withMembers(Aggregation.FIRST).scores(graph, HandNetwork.group()))
                .containsExactly(0.5, 1, 1.5);
        assertThat(sum.withMembers(Aggregation.MAX).scores(graph, HandNetwork.group()))
                .containsExactly(1, 1, 2);
        assertThat(sum.withMembers(Aggregation.MEAN).withScaling(Scaling.NONE).scores(graph, HandNetwork.group()))
                .containsExactly(5.5, 1, 11.5);
    }

    @Test
    void positionsAreJoinedBeforeScaling() {
        NetworkGraph graph = RandomNetworks.residual(4);
        ChannelGroup group = Coupling.groups(graph).stream()
                .filter(any -> any.members().stream().anyMatch(m -> m.units().size() > any.width()))
                .findFirst()
                .orElseThrow();
        Criterion ones = (network, member) -> {
            double[] scores = new double[member.units().size()];
            java.util.Arrays.fill(scores, 1);
            return member.axis() == Axis.IN && member.units().size() > group.width()
                    ? Optional.of(scores)
                    : Optional.empty();
        };
        CoupledImportance counting = CoupledImportance.of(ones).withScaling(Scaling.NONE);
        int positions =
                group.members().stream().mapToInt(m -> m.units().size()).max().orElseThrow();
        assertThat(counting.scores(graph, group)).containsOnly((double) positions / group.width());
        assertThat(counting.withPositions(Aggregation.MEAN).scores(graph, group))
                .containsOnly(1);
    }
}
