package io.espalier.experiments.rewards;

import io.espalier.models.action.ActionGrid;
import io.espalier.models.cost.CostModel;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Random plans that just meet a budget of MACs: an action is drawn for each group evenly from [0, 1], and all are moved by the same amount,
 * as far as [0, 1] lets them, until the network is just within the budget. So plans differ as those of a search by random actions do, but
 * none is better for being dearer.
 *
 * @param grid counts that an action may mean
 * @param cost of the network whose groups these are
 * @param macs budget, share of the unpruned network's, in (0, 1)
 */
record BudgetedPlans(ActionGrid grid, CostModel cost, double macs) {

    /** Halvings of the amount: finer than any channel. */
    private static final int BISECTIONS = 40;

    /** @throws IllegalArgumentException if the budget is out of range or cannot be reached */
    BudgetedPlans {
        if (!(macs > 0 && macs < 1)) {
            throw new IllegalArgumentException("budget.macs must be in (0, 1): " + macs);
        }
        List<Integer> least = new ArrayList<>();
        for (int group = 0; group < grid.groups().size(); group++) {
            least.add(grid.kept(group, 1));
        }
        if (!(share(cost, least) <= macs)) {
            throw new IllegalArgumentException("budget.macs must be at least %s, which action.max_ratio can reach: %s"
                    .formatted(share(cost, least), macs));
        }
    }

    /** Kept counts of each group, in the groups' order; the same key gives the same plan. */
    List<Integer> plan(RandomKey key) {
        RandomGenerator random = key.generator();
        List<Double> actions = new ArrayList<>();
        grid.groups().forEach(group -> actions.add(random.nextDouble()));
        double tooLittle = -1;
        double enough = 1;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (tooLittle + enough) / 2;
            if (share(cost, moved(actions, middle)) <= macs) {
                enough = middle;
            } else {
                tooLittle = middle;
            }
        }
        return moved(actions, enough);
    }

    /** MACs with these counts / the unpruned network's. */
    double share(List<Integer> kept) {
        return share(cost, kept);
    }

    private static double share(CostModel cost, List<Integer> kept) {
        return (double) cost.cost(kept.stream().mapToInt(Integer::intValue).toArray())
                        .macs()
                / cost.whole().macs();
    }

    private List<Integer> moved(List<Double> actions, double amount) {
        List<Integer> kept = new ArrayList<>();
        for (int group = 0; group < actions.size(); group++) {
            kept.add(grid.kept(group, Math.max(0, Math.min(1, actions.get(group) + amount))));
        }
        return kept;
    }
}
