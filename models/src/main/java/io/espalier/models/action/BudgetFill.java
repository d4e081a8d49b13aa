package io.espalier.models.action;

import java.util.Arrays;
import java.util.List;

/**
 * Spends what an episode has left of its budgets. Legal counts are coarse, and where only a few are worth their time they are very coarse, so
 * an episode that was decided group by group ends below its budgets, and every channel that is not kept costs accuracy.
 *
 * <p>What the actions ask for is taken as it is where all of it together is within every bound, also if a guard that could not know what
 * comes later has bent some of it. Otherwise the groups whose action asked for more than they got are raised towards it, the largest wish
 * first. Then any group is raised, the one first that saves most of the expected drop for what it uses of the budgets. It always holds that
 * every bound does, and that afterwards no larger legal count of any one group fits.
 */
public final class BudgetFill {

    /** Less of a budget than any channel uses. */
    private static final double NOTHING = 1e-9;

    /** Less accuracy than one image in a thousand. */
    private static final double FLAT = 1e-3;

    private static final int NO_GROUP = -1;

    /** The gain of a group that was not looked at yet: higher than any. */
    private static final double UNKNOWN = Double.POSITIVE_INFINITY;

    /** That of a group of which no larger count fits. */
    private static final double CLOSED = Double.NEGATIVE_INFINITY;

    private final BudgetGuard guard;
    private final Price price;

    /** What pruning one group is expected to cost. */
    @FunctionalInterface
    public interface Price {

        /**
         * Accuracy that is lost if this group alone keeps so many units.
         *
         * @param group its place
         */
        double of(int group, int kept);
    }

    public BudgetFill(BudgetGuard guard, Price price) {
        this.guard = guard;
        this.price = price;
    }

    /** What pruning one group is expected to cost. */
    public Price price() {
        return price;
    }

    /**
     * Counts that use the budgets up.
     *
     * @param kept legal counts of every group
     * @param actions what was asked for, one a group
     * @return legal counts; none less than before, unless less was asked for and all that was asked for fits
     * @throws IllegalArgumentException if there are not as many actions as groups
     */
    public List<Integer> filled(List<Integer> kept, List<Double> actions) {
        if (actions.size() != kept.size()) {
            throw new IllegalArgumentException(
                    "actions must be one for each of %d groups: %d".formatted(kept.size(), actions.size()));
        }
        int[] wishes = new int[kept.size()];
        Arrays.setAll(wishes, group -> guard.grid().kept(group, actions.get(group)));
        int[] counts = guard.holds(wishes)
                ? wishes.clone()
                : kept.stream().mapToInt(Integer::intValue).toArray();
        grant(wishes, counts);
        return spend(counts);
    }

    /**
     * Counts that use the budgets up where nobody asked for anything else.
     *
     * @param kept of every group, within every bound
     * @return none less than before
     */
    public List<Integer> spent(List<Integer> kept) {
        return spend(kept.stream().mapToInt(Integer::intValue).toArray());
    }

    private void grant(int[] wishes, int... counts) {
        boolean[] closed = new boolean[counts.length];
        int group = largestWish(wishes, counts, closed);
        while (group != NO_GROUP) {
            int larger = larger(group, wishes[group], counts);
            if (larger > 0) {
                counts[group] = larger;
            } else {
                closed[group] = true;
            }
            group = largestWish(wishes, counts, closed);
        }
    }

    /** The group that lacks the largest share of what was asked for, if any lacks anything. */
    private int largestWish(int[] wishes, int[] counts, boolean... closed) {
        int largest = NO_GROUP;
        double most = 0;
        for (int group = 0; group < counts.length; group++) {
            double wish = (double) (wishes[group] - counts[group]) / width(group);
            if (!closed[group] && wish > most) {
                largest = group;
                most = wish;
            }
        }
        return largest;
    }

    /**
     * Raises the group of the highest gain until none fits. A gain is only found anew when it is the highest of those known, because it
     * changes little when another group is raised.
     */
    private List<Integer> spend(int... counts) {
        double[] gains = new double[counts.length];
        Arrays.fill(gains, UNKNOWN);
        int group = highest(NO_GROUP, gains);
        while (group != NO_GROUP) {
            int larger = larger(group, Integer.MAX_VALUE, counts);
            gains[group] = larger == 0 ? CLOSED : gain(group, larger, counts);
            int next = highest(group, gains);
            if (larger > 0 && (next == NO_GROUP || gains[group] >= gains[next])) {
                counts[group] = larger;
                gains[group] = UNKNOWN;
            }
            group = highest(NO_GROUP, gains);
            if (group == NO_GROUP && !guard.onlyRising()) {
                // With time, what did not fit before may do so now.
                group = reopened(gains, counts);
            }
        }
        return Arrays.stream(counts).boxed().toList();
    }

    private int highest(int without, double... gains) {
        int highest = NO_GROUP;
        for (int group = 0; group < gains.length; group++) {
            boolean open = group != without && gains[group] != CLOSED;
            if (open && (highest == NO_GROUP || gains[group] > gains[highest])) {
                highest = group;
            }
        }
        return highest;
    }

    private int reopened(double[] gains, int... counts) {
        for (int group = 0; group < counts.length; group++) {
            gains[group] = larger(group, Integer.MAX_VALUE, counts) == 0 ? CLOSED : UNKNOWN;
        }
        return highest(NO_GROUP, gains);
    }

    /** Drop that is saved for each share of the budgets that is used; what uses none comes first. */
    private double gain(int group, int to, int... counts) {
        int from = counts[group];
        double used = guard.usedTogether(counts);
        counts[group] = to;
        double more = guard.usedTogether(counts) - used;
        counts[group] = from;
        return (expected(group, from) - expected(group, to)) / Math.max(more, NOTHING);
    }

    /** Groups whose curves are flat are ordered by how much of them is gone. */
    private double expected(int group, int kept) {
        double removed = 1 - (double) kept / width(group);
        return price.of(group, kept) + FLAT * removed * removed;
    }

    /** The next larger count of a group that fits, up to a limit; 0 if there is none. */
    private int larger(int group, int limit, int... counts) {
        int from = counts[group];
        int found = 0;
        for (int count : guard.grid().legal().get(group).counts()) {
            if (count > from && count <= limit && found == 0) {
                counts[group] = count;
                if (guard.holds(counts)) {
                    found = count;
                } else if (guard.onlyRising()) {
                    break;
                }
            }
        }
        counts[group] = from;
        return found;
    }

    private int width(int group) {
        return guard.groups().get(group).width();
    }
}
