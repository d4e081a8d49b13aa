package io.espalier.models.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.cost.Cost;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.KeepLimits;
import io.espalier.models.coupling.KeepRule;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.importance.UnitRanking;
import io.espalier.models.surgery.Surgeon;
import io.espalier.models.zoo.ZooNetwork;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UniformPlanTest {

    private final NetworkGraph graph = ZooNetwork.RESNET20A.create(ZooNetwork.RESNET20A.usualInput(), 10, 1);
    private final List<ChannelGroup> groups = Coupling.groups(graph);
    private final CostModel model = CostModel.of(graph, groups);
    private final KeepLimits free = KeepLimits.none(groups);

    @ParameterizedTest
    @CsvSource({"0.9", "0.7", "0.5", "0.3", "0.1"})
    void macsAreWithinTheBudgetAndNearIt(double share) {
        UniformPlan plan = UniformPlan.within(model, free, Budget.ofMacs(share));
        double reached = (double) plan.cost().macs() / model.whole().macs();
        assertThat(reached).isLessThanOrEqualTo(share).isGreaterThan(share - 0.01);
    }

    @Test
    void parametersAreWithinTheirBudget() {
        UniformPlan plan = UniformPlan.within(model, free, Budget.ofParameters(0.4));
        double reached = (double) plan.cost().parameters() / model.whole().parameters();
        assertThat(reached).isLessThanOrEqualTo(0.4).isGreaterThan(0.39);
        Cost both = UniformPlan.within(model, free, new Budget(0.2, 0.4)).cost();
        assertThat((double) both.macs() / model.whole().macs()).isLessThanOrEqualTo(0.2);
    }

    @Test
    void everyGroupLosesTheSameShareButForRounding() {
        UniformPlan plan = UniformPlan.within(model, free, Budget.ofMacs(0.5));
        assertThat(plan.ratio()).isBetween(0.2, 0.4);
        int[] kept = plan.kept().values().stream().mapToInt(Integer::intValue).toArray();
        for (int i = 0; i < kept.length; i++) {
            double wanted = groups.get(i).width() * (1 - plan.ratio());
            assertThat((double) kept[i]).as(groups.get(i).name()).isBetween(wanted - 1, wanted + 1);
        }
    }

    @Test
    void stepsThatTheBudgetDoesNotNeedAreTakenBack() {
        UniformPlan plan = UniformPlan.within(model, free, Budget.ofMacs(0.5));
        int[] even = groups.stream()
                .mapToInt(group -> free.nearest(group.name(), group.width() * (1 - plan.ratio())))
                .toArray();
        int[] kept = plan.kept().values().stream().mapToInt(Integer::intValue).toArray();
        assertThat(IntStream.range(0, kept.length).anyMatch(group -> kept[group] > even[group]))
                .isTrue();
    }

    @Test
    void thePlanKeepsTheCountsAndTheirCost() {
        UniformPlan plan = UniformPlan.within(model, free, Budget.ofMacs(0.5));
        UnitRanking byIndex = UnitRanking.of(graph, groups, (network, group) -> IntStream.range(0, group.width())
                .mapToDouble(unit -> -unit)
                .toArray());
        NetworkGraph pruned = Surgeon.prune(graph, groups, plan.plan(byIndex));
        assertThat(CostModel.costOf(pruned)).isEqualTo(plan.cost());
    }

    @Test
    void aWholeBudgetPrunesNothing() {
        UniformPlan plan = UniformPlan.within(model, free, Budget.ofMacs(1));
        assertThat(plan.ratio()).isZero();
        assertThat(plan.cost()).isEqualTo(model.whole());
    }

    @Test
    void limitsAreKeptAndTheOthersPayForThem() {
        KeepLimits limits = KeepLimits.of(
                groups, List.of(KeepRule.excluding("stem"), KeepRule.of("*").withMultiple(4)));
        UniformPlan plan = UniformPlan.within(model, limits, Budget.ofMacs(0.5));
        assertThat(plan.kept()).containsEntry("stem", 16);
        assertThat(plan.kept().values()).allMatch(kept -> kept % 4 == 0);
        assertThat(plan.cost().macs()).isLessThanOrEqualTo(model.whole().macs() / 2);
        assertThat(plan.ratio())
                .isGreaterThan(
                        UniformPlan.within(model, free, Budget.ofMacs(0.5)).ratio());
    }

    @Test
    void aBudgetThatCannotBeReachedIsRefusedWithWhatCan() {
        KeepLimits half = KeepLimits.of(groups, List.of(KeepRule.of("*").withRatio(0, 0.5)));
        assertThatThrownBy(() -> UniformPlan.within(model, half, Budget.ofMacs(0.1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("budget must be at least 0\\.2\\d+ of the MACs and 0\\.2\\d+ of the parameters, "
                        + "which the limits can reach: Budget\\[macs=0\\.1, parameters=1\\.0]");
    }

    @Test
    void sharesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> Budget.ofMacs(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("macs must be in (0, 1]: 0.0");
        assertThatThrownBy(() -> Budget.ofParameters(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parameters must be in (0, 1]: NaN");
    }
}
