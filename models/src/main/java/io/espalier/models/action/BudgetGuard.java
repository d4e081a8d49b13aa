package io.espalier.models.action;

import io.espalier.models.coupling.ChannelGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keeps every episode within all of its bounds. The guard knows one network that is, the <em>floor</em>; it fixes a group's count only if the
 * network with that count, and all groups after it at the floor, is within every bound too. So there is always a count that fits, and when
 * the last group is fixed the network itself is within them (AMC, section 3.3, "resource-constrained compression", for several bounds and
 * for measures that do not rise with every count, as time does not).
 *
 * <p>A bound that is predicted may change its mind between episodes. Where not even the floor is within it any more, the floor's counts
 * are taken.
 */
public final class BudgetGuard {

    private final ActionGrid grid;
    private final List<Bound> bounds;
    private final List<Bound> rising;
    private final List<Bound> others;
    private final int[] floor;
    private final int[] largest;

    /**
     * @param bounds all of them hold together
     * @throws IllegalArgumentException naming the bounds that cannot be reached, and what can be, if no floor is found
     */
    public BudgetGuard(ActionGrid grid, List<Bound> bounds) {
        this.grid = grid;
        this.bounds = List.copyOf(bounds);
        this.rising = bounds.stream().filter(Bound::binds).filter(Bound::rising).toList();
        this.others = bounds.stream()
                .filter(Bound::binds)
                .filter(bound -> !bound.rising())
                .toList();
        this.floor = Floor.of(grid, this.bounds);
        this.largest = grid.legal().stream().mapToInt(LegalCounts::largest).toArray();
    }

    /** The groups in the order in which they are decided. */
    public List<ChannelGroup> groups() {
        return grid.groups();
    }

    public ActionGrid grid() {
        return grid;
    }

    /** All of them, also those that bound nothing. */
    public List<Bound> bounds() {
        return bounds;
    }

    /** The bound of this key; empty if there is none. */
    public Optional<Bound> bound(String key) {
        return bounds.stream().filter(bound -> bound.key().equals(key)).findFirst();
    }

    /**
     * The kept count for the next group: the legal one nearest to what the action asks for or, where that does not fit, the largest
     * smaller one that does, or else the smallest larger one.
     *
     * @param decided kept counts of the groups before it
     * @param action in [0, 1]
     */
    public int kept(List<Integer> decided, double action) {
        int group = decided.size();
        LegalCounts legal = grid.legal().get(group);
        int wanted = legal.place(grid.kept(group, action));
        int[] counts = least(decided);
        int highest = highest(counts, group);
        for (int place = Math.min(wanted, highest); place >= 0; place--) {
            if (othersHold(counts, group, legal.counts().get(place))) {
                return legal.counts().get(place);
            }
        }
        for (int place = wanted + 1; place <= highest; place++) {
            if (othersHold(counts, group, legal.counts().get(place))) {
                return legal.counts().get(place);
            }
        }
        return floor[group];
    }

    /** The place of a group's largest count with which what rises is within its bounds; -1 if there is none. */
    private int highest(int[] counts, int group) {
        List<Integer> legal = grid.legal().get(group).counts();
        int fits = -1;
        int exceeds = legal.size();
        int place = exceeds - 1;
        while (fits + 1 < exceeds) {
            counts[group] = legal.get(place);
            if (risingHold(counts)) {
                fits = place;
            } else {
                exceeds = place;
            }
            place = (fits + exceeds) / 2;
        }
        return fits;
    }

    private boolean risingHold(int... kept) {
        for (Bound bound : rising) {
            if (!bound.holds(kept)) {
                return false;
            }
        }
        return true;
    }

    private boolean othersHold(int[] counts, int group, int count) {
        counts[group] = count;
        for (Bound bound : others) {
            if (!bound.holds(counts)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a network with these counts is within every bound. */
    public boolean holds(int... kept) {
        for (Bound bound : bounds) {
            if (!bound.holds(kept)) {
                return false;
            }
        }
        return true;
    }

    /** Whether every bound is {@link Bound#rising}. */
    boolean onlyRising() {
        return others.isEmpty();
    }

    /** The counts that are certain by now, in a new array: the decided ones, and the floor's for all groups after them. */
    public int[] least(List<Integer> decided) {
        return completed(decided, floor);
    }

    /** The counts as they stand, in a new array: the decided ones, and all groups after them as large as they may be. */
    public int[] current(List<Integer> decided) {
        return completed(decided, largest);
    }

    /**
     * The share of each budget that a network uses; above 1 it is over it.
     *
     * @param kept one count a group
     * @return one share for each bound that binds, in the order of the bounds; where none does, those of all of them
     */
    public double[] used(int... kept) {
        boolean some = bounds.stream().anyMatch(Bound::binds);
        return bounds.stream()
                .filter(bound -> !some || bound.binds())
                .mapToDouble(bound -> bound.of(kept) / bound.budget())
                .toArray();
    }

    /** The shares of the budgets that bind, added up. */
    double usedTogether(int... kept) {
        double sum = 0;
        for (Bound bound : bounds) {
            sum += bound.binds() ? bound.of(kept) / bound.budget() : 0;
        }
        return sum;
    }

    /** Counts by the groups' names. */
    public Map<String, Integer> named(List<Integer> kept) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int group = 0; group < kept.size(); group++) {
            counts.put(groups().get(group).name(), kept.get(group));
        }
        return counts;
    }

    /**
     * The action that, taken in every step, just meets the budget: the smallest one whose network is within every bound. The control that
     * every learner has to beat. Where no such network is within them it is 1, and the guard bends its counts.
     */
    public double uniformAction() {
        int step = 0;
        while (step <= STEPS && !holds(uniform((double) step / STEPS))) {
            step++;
        }
        if (step == 0 || step > STEPS) {
            return Math.min(step, 1);
        }
        double tooLittle = (double) (step - 1) / STEPS;
        double enough = (double) step / STEPS;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (tooLittle + enough) / 2;
            if (holds(uniform(middle))) {
                enough = middle;
            } else {
                tooLittle = middle;
            }
        }
        return enough;
    }

    /** Kept counts for the same action in every group, whatever the bounds. */
    public int[] uniform(double action) {
        int[] counts = new int[groups().size()];
        Arrays.setAll(counts, group -> grid.kept(group, action));
        return counts;
    }

    /** Kept counts of an episode that takes the same action in every step. */
    public List<Integer> walked(double action) {
        List<Integer> decided = new ArrayList<>();
        while (decided.size() < groups().size()) {
            decided.add(kept(decided, action));
        }
        return decided;
    }

    private static int[] completed(List<Integer> decided, int... rest) {
        int[] counts = rest.clone();
        for (int group = 0; group < decided.size(); group++) {
            counts[group] = decided.get(group);
        }
        return counts;
    }

    /** Steps in which [0, 1] is looked through first, because time does not fall with every one. */
    private static final int STEPS = 256;

    /** Halvings of a step: finer than any channel count. */
    private static final int BISECTIONS = 32;
}
