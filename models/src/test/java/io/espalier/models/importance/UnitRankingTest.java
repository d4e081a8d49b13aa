package io.espalier.models.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class UnitRankingTest {

    @Test
    void l1AddsTheLayersOfAGroupAfterDividingEachByItsMean() {
        NetworkGraph graph = summed(new float[] {1, -2, 3}, new float[] {400, 100, -100});
        ChannelGroup group = Coupling.groups(graph).get(0);
        assertThat(CoupledImportance.of(new L1Norm()).scores(graph, group))
                .containsExactly(0.5 + 2, 1 + 0.5, 1.5 + 0.5);
    }

    @Test
    void aLayerOfZerosHasNoVote() {
        NetworkGraph graph = summed(new float[] {1, -2, 3}, new float[3]);
        ChannelGroup group = Coupling.groups(graph).get(0);
        assertThat(CoupledImportance.of(new L1Norm()).scores(graph, group)).containsExactly(0.5, 1, 1.5);
    }

    @Test
    void theBestUnitsStayInAscendingOrder() {
        assertThat(ranking(0.1, 5, 0.3, 4).keep(Map.of("a", 2))).isEqualTo(PruningPlan.of(Map.of("a", List.of(1, 3))));
    }

    @Test
    void ofEqualUnitsTheFirstStays() {
        assertThat(ranking(1, 2, 1, 1).ranked("a")).containsExactly(1, 0, 2, 3);
    }

    @Test
    void countOutOfRangeIsRefused() {
        UnitRanking ranking = ranking(1, 2, 3, 4);
        assertThatThrownBy(() -> ranking.keep(Map.of("a", 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("counts must be in [1, 4] for group 'a': 0");
        assertThatThrownBy(() -> ranking.keep(Map.of("c", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("group must be one of [a]: 'c'");
    }

    @Test
    void scoreThatIsNotANumberIsRefused() {
        assertThatThrownBy(() -> ranking(1, Double.NaN, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scores must be finite for group 'a': NaN");
    }

    private static UnitRanking ranking(double... scores) {
        NetworkGraph graph = summed(new float[3], new float[3]);
        ChannelGroup group =
                new ChannelGroup("a", 4, Coupling.groups(graph).get(0).members());
        return UnitRanking.of(graph, List.of(group), (network, any) -> scores.clone());
    }

    /** Two 1x1 convolutions of one channel to three, added. */
    private static NetworkGraph summed(float[] first, float[] second) {
        GraphBuilder.Initialiser initialiser = (node, role, shape) -> {
            INDArray other = RandomNetworks.initialiser(1).initialise(node, role, shape);
            return switch (node) {
                case "a" -> Nd4j.createFromArray(first).reshape('c', 3, 1, 1, 1);
                case "b" -> Nd4j.createFromArray(second).reshape('c', 3, 1, 1, 1);
                default -> other;
            };
        };
        GraphBuilder graph =
                new GraphBuilder("sum", new NetworkGraph.Input("input", TensorShape.image(1, 2, 2)), initialiser);
        Operator conv = new Operator.Conv2d(1, 3, Window.square(1, 1, 0), 1, false);
        String sum = graph.add("sum", Elementwise.ADD, graph.add("a", conv, "input"), graph.add("b", conv, "input"));
        String flat = graph.add("flatten", new Rearrangement.Flatten(), sum);
        return graph.build(graph.add("fc", new Operator.Dense(12, 2, true), flat));
    }
}
