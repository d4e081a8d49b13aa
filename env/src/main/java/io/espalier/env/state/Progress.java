package io.espalier.env.state;

import java.util.List;

/**
 * How far an episode has come; every figure is a share of the unpruned network in [0, 1].
 *
 * @param budgetUsed MACs that are certain by now (everything undecided pruned to its smallest), as a share of the budget
 * @param macsToRemove MACs above the budget if everything undecided stayed whole
 * @param macsUndecided MACs that the undecided groups can still remove
 * @param lastRatio removed share of the group before; 0 at the start
 * @param sparsity share of parameters removed so far
 */
public record Progress(
        double budgetUsed, double macsToRemove, double macsUndecided, double lastRatio, double sparsity) {

    /** Names in the order of {@link #values()}. */
    public static final List<String> FEATURES =
            List.of("budget_used", "macs_to_remove", "macs_undecided", "last_ratio", "sparsity");

    /** The figures in the order of {@link #FEATURES}. */
    public List<Double> values() {
        return List.of(budgetUsed, macsToRemove, macsUndecided, lastRatio, sparsity);
    }
}
