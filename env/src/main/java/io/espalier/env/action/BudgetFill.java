package io.espalier.env.action;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

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
        List<Integer> wishes = wishes(actions);
        List<Integer> counts = new ArrayList<>(guard.holds(wishes) ? wishes : kept);
        grant(counts, wishes);
        spend(counts);
        return List.copyOf(counts);
    }

    private List<Integer> wishes(List<Double> actions) {
        List<Integer> wishes = new ArrayList<>();
        for (int group = 0; group < actions.size(); group++) {
            wishes.add(guard.grid().kept(group, actions.get(group)));
        }
        return wishes;
    }

    private void grant(List<Integer> counts, List<Integer> wishes) {
        List<Integer> open = new ArrayList<>(groups(counts));
        while (!open.isEmpty()) {
            int group = open.get(0);
            for (int other : open) {
                if (wish(counts, wishes, other) > wish(counts, wishes, group)) {
                    group = other;
                }
            }
            OptionalInt larger = larger(counts, group, wishes.get(group));
            if (larger.isPresent()) {
                counts.set(group, larger.getAsInt());
            } else {
                open.remove((Integer) group);
            }
        }
    }

    /** Share of the group that was asked for and not given. */
    private double wish(List<Integer> counts, List<Integer> wishes, int group) {
        return (double) (wishes.get(group) - counts.get(group))
                / guard.groups().get(group).width();
    }

    private void spend(List<Integer> counts) {
        boolean raised = true;
        while (raised) {
            raised = false;
            int best = 0;
            int to = 0;
            double most = Double.NEGATIVE_INFINITY;
            for (int group : groups(counts)) {
                OptionalInt larger = larger(counts, group, Integer.MAX_VALUE);
                if (larger.isPresent() && gain(counts, group, larger.getAsInt()) > most) {
                    most = gain(counts, group, larger.getAsInt());
                    best = group;
                    to = larger.getAsInt();
                    raised = true;
                }
            }
            if (raised) {
                counts.set(best, to);
            }
        }
    }

    /** Drop that is saved for each share of the budgets that is used; what uses none comes first. */
    private double gain(List<Integer> counts, int group, int to) {
        double saved = expected(group, counts.get(group)) - expected(group, to);
        double used = used(with(counts, group, to)) - used(counts);
        return saved / Math.max(used, NOTHING);
    }

    private double used(List<Integer> counts) {
        return Arrays.stream(guard.used(counts)).sum();
    }

    /** Groups whose curves are flat are ordered by how much of them is gone. */
    private double expected(int group, int kept) {
        double removed = 1 - (double) kept / guard.groups().get(group).width();
        return price.of(group, kept) + FLAT * removed * removed;
    }

    /** The next larger count of a group that fits, up to a limit. */
    private OptionalInt larger(List<Integer> counts, int group, int limit) {
        for (int count : guard.grid().legal().get(group).counts()) {
            if (count > counts.get(group) && count <= limit && guard.holds(with(counts, group, count))) {
                return OptionalInt.of(count);
            }
        }
        return OptionalInt.empty();
    }

    private static List<Integer> groups(List<Integer> counts) {
        return IntStream.range(0, counts.size()).boxed().toList();
    }

    private static List<Integer> with(List<Integer> counts, int group, int count) {
        List<Integer> changed = new ArrayList<>(counts);
        changed.set(group, count);
        return changed;
    }
}
