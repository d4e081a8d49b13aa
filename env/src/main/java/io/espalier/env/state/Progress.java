package io.espalier.env.state;

import java.util.List;

/**
 * How far an episode has come; every figure is a share in [0, 1].
 *
 * @param macs how much of the MACs budget is used
 * @param latency the same of predicted time; unknown where nothing predicts it
 * @param lastRatio removed share of the group before; 0 at the start
 * @param sparsity share of parameters removed so far
 */
public record Progress(BudgetUse macs, BudgetUse latency, double lastRatio, double sparsity) {

    /**
     * Names in the order of {@link #values()}: {@code budget_used}, {@code macs_to_remove} and {@code macs_undecided} are those of
     * {@link BudgetUse} for MACs, {@code latency_used}, {@code latency_to_remove} and {@code latency_undecided} those for predicted time.
     */
    public static final List<String> FEATURES = List.of(
            "budget_used",
            "macs_to_remove",
            "macs_undecided",
            "latency_used",
            "latency_to_remove",
            "latency_undecided",
            "last_ratio",
            "sparsity");

    /** The figures in the order of {@link #FEATURES}. */
    public List<Double> values() {
        return List.of(
                macs.used(),
                macs.toRemove(),
                macs.undecided(),
                latency.used(),
                latency.toRemove(),
                latency.undecided(),
                lastRatio,
                sparsity);
    }
}
