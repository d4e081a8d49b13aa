package io.espalier.models.walk;

/**
 * How much of one bound is used up; shares of the unpruned network's measure but for {@code used}.
 *
 * @param budget what is bounded to; 1 for any
 * @param used what is certain by now (everything undecided at its cheapest) as a share of the budget
 * @param toRemove what would be above the budget if everything undecided stayed as large as it may
 * @param undecided what the undecided groups can still remove
 */
public record BudgetUse(double budget, double used, double toRemove, double undecided) {

    /** Where nothing tells the measure. */
    public static final BudgetUse UNKNOWN = new BudgetUse(1, 0, 0, 0);

    /**
     * From shares of the unpruned network.
     *
     * @param certain with everything undecided at its cheapest
     * @param current with everything undecided as large as it may be
     */
    public static BudgetUse of(double budget, double certain, double current) {
        return new BudgetUse(budget, certain / budget, Math.max(0, current - budget), Math.max(0, current - certain));
    }
}
