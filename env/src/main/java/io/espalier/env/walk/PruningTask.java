package io.espalier.env.walk;

import io.espalier.env.reward.Reward;
import io.espalier.env.state.StateEncoder;
import io.espalier.models.action.BudgetFill;
import io.espalier.models.action.BudgetGuard;
import io.espalier.models.cost.CostModel;
import io.espalier.models.importance.UnitRanking;
import io.espalier.models.walk.Walk;
import java.util.List;
import java.util.Optional;

/**
 * What the episodes of a search share; immutable but for a reward that adapts.
 *
 * @param guard groups, legal counts and the bounds
 * @param fill what spends the rest of the budgets after the last step; empty to leave it
 * @param encoder observations
 * @param ranking which units stay
 * @param cost of the network from the kept count of each group
 * @param reward what an evaluation is worth
 */
public record PruningTask(
        BudgetGuard guard,
        Optional<BudgetFill> fill,
        StateEncoder encoder,
        UnitRanking ranking,
        CostModel cost,
        Reward reward) {

    /** The rules of its episodes. */
    public Walk walk() {
        return new Walk(guard, fill, encoder.observations(), cost);
    }

    /**
     * Kept counts of the episode that takes these actions.
     *
     * @param actions each in [0, 1], one a group
     * @return in the groups' order
     */
    public List<Integer> kept(List<Double> actions) {
        return walk().kept(actions);
    }
}
