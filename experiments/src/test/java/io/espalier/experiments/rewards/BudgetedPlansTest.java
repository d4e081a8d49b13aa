package io.espalier.experiments.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.espalier.models.action.ActionGrid;
import io.espalier.models.action.ActionSettings;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.random.RandomKey;
import io.espalier.models.zoo.ZooNetwork;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BudgetedPlansTest {

    private static final NetworkGraph NETWORK = ZooNetwork.RESNET8.create(TensorShape.image(3, 32, 32), 10, 1);
    private static final CostModel COST = CostModel.of(NETWORK, Coupling.groups(NETWORK));
    private static final ActionGrid GRID = ActionGrid.of(COST.groups(), ActionSettings.DEFAULTS);
    /** One channel of this network is at most so much of its MACs. */
    private static final double ONE_CHANNEL = 0.03;

    @Test
    void everyPlanIsWithinTheBudgetByLessThanAChannelAndNoTwoAreEqual() {
        BudgetedPlans plans = new BudgetedPlans(GRID, COST, 0.5);
        Set<List<Integer>> seen = new HashSet<>();
        for (int place = 0; place < 40; place++) {
            List<Integer> plan = plans.plan(RandomKey.of(1, "test").at(place));
            assertThat(plans.share(plan)).isBetween(0.5 - ONE_CHANNEL, 0.5);
            seen.add(plan);
        }
        assertThat(seen).hasSize(40);
        assertThat(plans.plan(RandomKey.of(1, "test").at(0)))
                .isEqualTo(plans.plan(RandomKey.of(1, "test").at(0)));
    }

    @Test
    void aBudgetThatCannotBeReachedIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BudgetedPlans(GRID, COST, 0.001))
                .withMessageStartingWith("budget.macs must be at least 0.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BudgetedPlans(GRID, COST, 1))
                .withMessage("budget.macs must be in (0, 1): 1.0");
    }
}
