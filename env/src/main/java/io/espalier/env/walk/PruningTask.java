package io.espalier.env.walk;

import io.espalier.env.action.BudgetFill;
import io.espalier.env.action.BudgetGuard;
import io.espalier.env.reward.Reward;
import io.espalier.env.state.StateEncoder;
import io.espalier.models.cost.CostModel;
import io.espalier.models.importance.UnitRanking;
import java.util.ArrayList;
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

    /**
     * Kept counts of the episode that takes these actions.
     *
     * @param actions each in [0, 1], one a group
     * @return in the groups' order
     */
    public List<Integer> kept(List<Double> actions) {
        return finished(walked(actions), actions);
    }

    /** Kept counts of the groups that these actions decide, before anything that is left is spent. */
    List<Integer> walked(List<Double> actions) {
        List<Integer> decided = new ArrayList<>();
        actions.forEach(action -> decided.add(guard.kept(decided, action)));
        return decided;
    }

    /** The same counts, with what is left of the budgets spent if every group is decided. */
    List<Integer> finished(List<Integer> decided, List<Double> actions) {
        return fill.filter(spender -> decided.size() == guard.groups().size())
                .map(spender -> spender.filled(decided, actions))
                .orElse(decided);
    }
}
