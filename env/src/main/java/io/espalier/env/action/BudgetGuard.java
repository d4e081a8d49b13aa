package io.espalier.env.action;

import io.espalier.models.coupling.ChannelGroup;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Keeps every episode within its MACs budget. Before a group's count is fixed, the guard asks what the network would cost if all groups
 * after it were pruned to their smallest; a count that would exceed the budget even then is lowered (AMC, section 3.3, "resource-constrained
 * compression"). MACs rise with every count, so the first count that fits is the largest.
 */
public final class BudgetGuard {

    private final List<ChannelGroup> groups;
    private final ActionSettings settings;
    private final ToLongFunction<Map<String, Integer>> macs;
    private final long budgetMacs;

    /**
     * @param groups in the order in which an episode decides them
     * @param macs cost of a network from the kept count of each group
     * @param budget largest share of the unpruned MACs, in (0, 1]
     * @throws IllegalArgumentException if the budget is out of range or cannot be reached even with every group at its smallest
     */
    public BudgetGuard(
            List<ChannelGroup> groups,
            ActionSettings settings,
            ToLongFunction<Map<String, Integer>> macs,
            double budget) {
        if (!(budget > 0 && budget <= 1)) {
            throw new IllegalArgumentException("budget.macs must be in (0, 1]: " + budget);
        }
        this.groups = List.copyOf(groups);
        this.settings = settings;
        this.macs = macs;
        long whole = macs.applyAsLong(widths());
        this.budgetMacs = (long) Math.floor(budget * whole);
        long least = leastMacs(Map.of());
        if (!(least <= budgetMacs)) {
            throw new IllegalArgumentException(
                    "budget.macs must be at least %.4f, which action.maxRatio %s and action.channelMultiple %d can reach: %s"
                            .formatted(
                                    (double) least / whole, settings.maxRatio(), settings.channelMultiple(), budget));
        }
    }

    /** Largest MACs that a finished episode may cost. */
    public long budgetMacs() {
        return budgetMacs;
    }

    /** The groups in the order in which they are decided. */
    public List<ChannelGroup> groups() {
        return groups;
    }

    /**
     * The kept count for the next group.
     *
     * @param decided kept counts of the groups before it
     * @param action in [0, 1]
     */
    public int kept(Map<String, Integer> decided, double action) {
        ChannelGroup group = groups.get(decided.size());
        int kept = settings.kept(action, group.width());
        int smallest = settings.smallest(group.width());
        while (kept > smallest && !fits(decided, group, kept)) {
            kept = settings.below(kept, group.width());
        }
        return kept;
    }

    /**
     * The action that, taken in every step, just meets the budget: the smallest one whose network is within it. The control that every
     * learner has to beat.
     */
    public double uniformAction() {
        if (macs.applyAsLong(uniform(0)) <= budgetMacs) {
            return 0;
        }
        double tooLittle = 0;
        double enough = 1;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (tooLittle + enough) / 2;
            if (macs.applyAsLong(uniform(middle)) <= budgetMacs) {
                enough = middle;
            } else {
                tooLittle = middle;
            }
        }
        return enough;
    }

    /** Kept counts for the same action in every group, whatever the budget. */
    public Map<String, Integer> uniform(double action) {
        Map<String, Integer> counts = new TreeMap<>();
        groups.forEach(group -> counts.put(group.name(), settings.kept(action, group.width())));
        return counts;
    }

    /** MACs if every group after the decided ones were pruned to its smallest. */
    public long leastMacs(Map<String, Integer> decided) {
        return macs.applyAsLong(smallestAfter(decided, decided.size()));
    }

    private boolean fits(Map<String, Integer> decided, ChannelGroup group, int kept) {
        Map<String, Integer> counts = new TreeMap<>(decided);
        counts.put(group.name(), kept);
        return leastMacs(counts) <= budgetMacs;
    }

    private Map<String, Integer> smallestAfter(Map<String, Integer> decided, int from) {
        Map<String, Integer> counts = new TreeMap<>(decided);
        groups.subList(from, groups.size())
                .forEach(group -> counts.put(group.name(), settings.smallest(group.width())));
        return counts;
    }

    private Map<String, Integer> widths() {
        Map<String, Integer> counts = new TreeMap<>();
        groups.forEach(group -> counts.put(group.name(), group.width()));
        return counts;
    }

    /** Halvings of [0, 1]: finer than any channel count. */
    private static final int BISECTIONS = 40;
}
