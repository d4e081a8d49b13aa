package io.espalier.env.walk;

import io.espalier.env.action.BudgetGuard;
import io.espalier.env.reward.RewardSettings;
import io.espalier.env.state.StateEncoder;
import io.espalier.models.cost.CostModel;
import io.espalier.models.importance.UnitRanking;

/**
 * What the episodes of a search share; immutable.
 *
 * @param guard groups, legal counts and the bounds
 * @param encoder observations
 * @param ranking which units stay
 * @param cost of the network from the kept count of each group
 * @param reward what an evaluation is worth
 */
public record PruningTask(
        BudgetGuard guard, StateEncoder encoder, UnitRanking ranking, CostModel cost, RewardSettings reward) {}
