package io.espalier.experiments.comparison;

import io.espalier.env.target.TargetSettings;
import java.util.List;

/**
 * A target and the searches on it.
 *
 * @param settings how the target runs a network
 * @param budgets of latency, one for each search, as shares of the unpruned network's time on this target, each in (0, 1); at least one
 */
public record ComparedTarget(TargetSettings settings, List<Double> budgets) {

    /** @throws IllegalArgumentException if there is no budget or one is out of range */
    public ComparedTarget {
        budgets = List.copyOf(budgets);
        if (budgets.isEmpty() || !budgets.stream().allMatch(budget -> budget > 0 && budget < 1)) {
            throw new IllegalArgumentException("latencies must each be in (0, 1), at least one: " + budgets);
        }
    }
}
