package io.espalier.models.walk;

import java.util.List;
import java.util.Map;

/**
 * How far an episode has come.
 *
 * @param budgets how much of each bound is used, by the bound's key; what is missing is unknown
 * @param lastRatios removed shares of the groups before, the last first; what is missing is 0
 * @param sparsity share of parameters that is removed so far
 */
public record Progress(Map<String, BudgetUse> budgets, List<Double> lastRatios, double sparsity) {

    public Progress {
        budgets = Map.copyOf(budgets);
        lastRatios = List.copyOf(lastRatios);
    }

    BudgetUse budget(String key) {
        return budgets.getOrDefault(key, BudgetUse.UNKNOWN);
    }

    /** @param back 0 for the group before */
    double lastRatio(int back) {
        return back < lastRatios.size() ? lastRatios.get(back) : 0;
    }
}
