package io.espalier.env.action;

import io.espalier.env.latency.LatencyModel;
import io.espalier.models.cost.CostModel;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A measure of the pruned network that may not exceed a share of the unpruned network's.
 *
 * @param key name of the bound in a config
 * @param budget largest share, in (0, 1]; 1 bounds nothing, even if pruning made the network dearer
 * @param share measure of the pruned network / of the unpruned one, from a kept count per group
 */
public record Bound(String key, double budget, ToDoubleFunction<int[]> share) {

    public static final String MACS = "budget.macs";
    public static final String LATENCY = "budget.latency";

    /** @throws IllegalArgumentException if the budget is not in (0, 1] */
    public Bound {
        if (!(budget > 0 && budget <= 1)) {
            throw new IllegalArgumentException(key + " must be in (0, 1]: " + budget);
        }
    }

    /** Multiply-accumulates, exactly. */
    public static Bound macs(double budget, CostModel cost) {
        return new Bound(
                MACS,
                budget,
                kept -> (double) cost.cost(kept).macs() / cost.whole().macs());
    }

    /** Time of one inference, as a model predicts it at the moment of asking. */
    public static Bound latency(double budget, LatencyModel model) {
        return new Bound(LATENCY, budget, model::ratio);
    }

    /** The share with these counts. */
    public double of(List<Integer> kept) {
        return share.applyAsDouble(kept.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Whether it is one at all. */
    boolean binds() {
        return budget < 1;
    }

    boolean holds(List<Integer> kept) {
        return !binds() || of(kept) <= budget;
    }
}
