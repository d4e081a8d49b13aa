package io.espalier.models.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import io.espalier.models.importance.RankingSettings.Scope;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Three groups of four units: "a" and "b" at 4x4, "c" at 2x2. */
class RemovalOrderTest {

    private static final Map<String, List<Double>> SCORES = Map.of(
            "a", List.of(1.0, 2.0, 3.0, 4.0),
            "b", List.of(10.0, 30.0, 20.0, 40.0),
            "c", List.of(5.0, 6.0, 7.0, 8.0));

    private final NetworkGraph graph = graph();
    private final List<ChannelGroup> groups = Coupling.groups(graph);
    private final Importance importance = (network, group) -> Objects.requireNonNull(SCORES.get(group.name())).stream()
            .mapToDouble(Double::doubleValue)
            .toArray();

    @Test
    void localTakesTheSameShareOfEveryGroup() {
        assertThat(order(Scope.LOCAL, Scaling.NONE, 0).counts(6)).isEqualTo(Map.of("a", 2, "b", 2, "c", 2));
        assertThat(order(Scope.LOCAL, Scaling.NONE, 0).removeShare(0.5).kept())
                .isEqualTo(Map.of("a", List.of(2, 3), "b", List.of(1, 3), "c", List.of(2, 3)));
    }

    @Test
    void globalHasOneThreshold() {
        // Below 6.5 lie all of "a" but the last, which the group keeps, and two of "c".
        assertThat(order(Scope.GLOBAL, Scaling.NONE, 0).counts(5)).isEqualTo(Map.of("a", 1, "b", 4, "c", 2));
    }

    @Test
    void scalingMakesGroupsComparable() {
        // Means 2.5, 25, 6.5: scaled scores 0.4 0.8 1.2 1.6, the same for "b", and 0.77 0.92 1.08 1.23.
        assertThat(order(Scope.GLOBAL, Scaling.MEAN, 0).counts(3)).isEqualTo(Map.of("a", 3, "b", 3, "c", 3));
        assertThat(order(Scope.GLOBAL, Scaling.MEAN, 0).counts(5)).isEqualTo(Map.of("a", 2, "b", 2, "c", 3));
    }

    @Test
    void hierarchicalSharesBetweenStagesFirst() {
        // Half of the four units at 2x2, half of the eight at 4x4; among these "a" has all the small scores.
        assertThat(order(Scope.HIERARCHICAL, Scaling.NONE, 0).counts(6)).isEqualTo(Map.of("a", 1, "b", 3, "c", 2));
    }

    @Test
    void theFloorIsKept() {
        RemovalOrder order = order(Scope.GLOBAL, Scaling.NONE, 0.5);
        assertThat(order.removable()).isEqualTo(6);
        assertThat(order.counts(4)).isEqualTo(Map.of("a", 2, "b", 4, "c", 2));
        assertThat(order.counts(6)).isEqualTo(Map.of("a", 2, "b", 2, "c", 2));
    }

    @ParameterizedTest
    @EnumSource
    void noGroupIsEverEmptied(Scope scope) {
        RemovalOrder order = order(scope, Scaling.NONE, 0);
        assertThat(order.counts(order.removable())).isEqualTo(Map.of("a", 1, "b", 1, "c", 1));
        assertThat(order.remove(order.removable()).kept())
                .isEqualTo(Map.of("a", List.of(3), "b", List.of(3), "c", List.of(3)));
    }

    @ParameterizedTest
    @EnumSource
    void aMacsBudgetIsMetWithNoMoreThanIsNeeded(Scope scope) {
        CostModel cost = CostModel.of(graph, groups);
        RemovalOrder order = order(scope, Scaling.MEAN, 0);
        PruningPlan plan = order.withinMacs(cost, 0.5);
        assertThat(cost.cost(plan).macs()).isLessThanOrEqualTo(cost.whole().macs() / 2);
        int removed = groups.stream()
                .mapToInt(group -> group.width() - plan.keptOf(group).size())
                .sum();
        assertThat(plan).isEqualTo(order.remove(removed));
        assertThat(cost.cost(order.counts(removed - 1)).macs())
                .isGreaterThan(cost.whole().macs() / 2);
    }

    @Test
    void theWholeNetworkIsWithinItsOwnMacs() {
        CostModel cost = CostModel.of(graph, groups);
        assertThat(cost.cost(order(Scope.LOCAL, Scaling.MEAN, 0).withinMacs(cost, 1)))
                .isEqualTo(cost.whole());
    }

    @Test
    void whatCannotBeReachedIsRefused() {
        CostModel cost = CostModel.of(graph, groups);
        RemovalOrder order = order(Scope.GLOBAL, Scaling.MEAN, 0.75);
        assertThatThrownBy(() -> order.withinMacs(cost, 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("share must be at least 0.")
                .hasMessageEndingWith(", which the smallest network needs: 0.1");
        assertThatThrownBy(() -> order.removeShare(0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ratio must be in [0, 0.2500] for a floor of 0.75: 0.5");
        assertThatThrownBy(() -> order.counts(4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("removed must be in [0, 3]: 4");
    }

    @Test
    void aSmallerBudgetRemovesWhatALargerOneRemoves() {
        NetworkGraph random = RandomNetworks.residual(3);
        List<ChannelGroup> all = Coupling.groups(random);
        for (Scope scope : Scope.values()) {
            RemovalOrder order = RemovalOrder.of(
                    random,
                    all,
                    CoupledImportance.of(new L1Norm()),
                    RankingSettings.DEFAULTS.withScope(scope).withFloor(0.2));
            for (int removed = 1; removed <= order.removable(); removed++) {
                PruningPlan larger = order.remove(removed - 1);
                PruningPlan smaller = order.remove(removed);
                for (ChannelGroup group : all) {
                    assertThat(larger.keptOf(group)).containsAll(smaller.keptOf(group));
                }
            }
        }
    }

    private RemovalOrder order(Scope scope, Scaling scaling, double floor) {
        return RemovalOrder.of(graph, groups, importance, new RankingSettings(scope, scaling, floor));
    }

    private static NetworkGraph graph() {
        GraphBuilder graph = new GraphBuilder(
                "stages", new NetworkGraph.Input("input", TensorShape.image(1, 4, 4)), RandomNetworks.initialiser(1));
        String x = graph.add("a", new Operator.Conv2d(1, 4, Window.square(3, 1, 1), 1, false), graph.input());
        x = graph.add("b", new Operator.Conv2d(4, 4, Window.square(3, 1, 1), 1, false), x);
        x = graph.add("c", new Operator.Conv2d(4, 4, Window.square(3, 2, 1), 1, false), x);
        x = graph.add("flatten", new Rearrangement.Flatten(), x);
        return graph.build(graph.add("fc", new Operator.Dense(16, 2, true), x));
    }
}
