package io.espalier.env.action;

import io.espalier.models.coupling.ChannelGroup;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
    private final List<Integer> floor;

    /**
     * @param bounds all of them hold together
     * @throws IllegalArgumentException naming the bound that is furthest from being reached, and what can be, if no floor is found
     */
    public BudgetGuard(ActionGrid grid, List<Bound> bounds) {
        this.grid = grid;
        this.bounds = List.copyOf(bounds);
        this.floor = floor();
        this.bounds.stream()
                .filter(bound -> !bound.holds(floor))
                .max(Comparator.comparingDouble(bound -> bound.of(floor) / bound.budget()))
                .ifPresent(bound -> {
                    throw new IllegalArgumentException(unreachable(bound));
                });
    }

    private String unreachable(Bound bound) {
        String together = bounds.stream()
                .filter(other -> other.binds() && !other.equals(bound))
                .map(other -> " together with " + other.key() + " " + other.budget())
                .findFirst()
                .orElse("");
        // Rounded up, so that whoever copies the figure gets a run.
        double reached = Math.ceil(bound.of(floor) * 1e4) / 1e4;
        return String.format(
                Locale.ROOT,
                "%s must be at least %.4f, which action.max_ratio %s and action.channel_multiple %d can reach%s: %s",
                bound.key(),
                reached,
                grid.settings().maxRatio(),
                grid.settings().channelMultiple(),
                together,
                bound.budget());
    }

    /** The groups in the order in which they are decided. */
    public List<ChannelGroup> groups() {
        return grid.groups();
    }

    public ActionGrid grid() {
        return grid;
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
        return grid.legal().get(group).inPlaceOf(grid.kept(group, action)).stream()
                .filter(count -> fits(decided, count))
                .findFirst()
                .orElse(floor.get(group));
    }

    /** The counts that are certain by now: the decided ones, and the floor's for all groups after them. */
    public List<Integer> least(List<Integer> decided) {
        return completed(decided, floor);
    }

    /** The counts as they stand: the decided ones, and all groups after them whole. */
    public List<Integer> current(List<Integer> decided) {
        return completed(decided, groups().stream().map(ChannelGroup::width).toList());
    }

    /**
     * The share of each budget that a network uses; above 1 it is over it.
     *
     * @param kept one count a group
     * @return one share for each bound that binds, in the order of the bounds; where none does, those of all of them
     */
    public double[] used(List<Integer> kept) {
        boolean some = bounds.stream().anyMatch(Bound::binds);
        return bounds.stream()
                .filter(bound -> !some || bound.binds())
                .mapToDouble(bound -> bound.of(kept) / bound.budget())
                .toArray();
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
    public List<Integer> uniform(double action) {
        List<Integer> counts = new ArrayList<>();
        for (int group = 0; group < groups().size(); group++) {
            counts.add(grid.kept(group, action));
        }
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

    private boolean fits(List<Integer> decided, int count) {
        List<Integer> counts = new ArrayList<>(decided);
        counts.add(count);
        return holds(least(counts));
    }

    /** Whether a network with these counts is within every bound. */
    public boolean holds(List<Integer> kept) {
        return bounds.stream().allMatch(bound -> bound.holds(kept));
    }

    private static List<Integer> completed(List<Integer> decided, List<Integer> rest) {
        List<Integer> counts = new ArrayList<>(decided);
        counts.addAll(rest.subList(decided.size(), rest.size()));
        return counts;
    }

    /** Every group at the count that brings the furthest bound nearest, one group after the other, from all at their smallest. */
    private List<Integer> floor() {
        List<Integer> counts =
                new ArrayList<>(grid.legal().stream().map(LegalCounts::smallest).toList());
        for (int group = 0; group < counts.size(); group++) {
            int best = counts.get(group);
            double nearest = furthest(counts);
            for (int count : grid.legal().get(group).counts()) {
                counts.set(group, count);
                double here = furthest(counts);
                if (here < nearest) {
                    best = count;
                    nearest = here;
                }
            }
            counts.set(group, best);
        }
        return List.copyOf(counts);
    }

    /** The largest share of a budget that these counts use. */
    private double furthest(List<Integer> kept) {
        return bounds.stream()
                .filter(Bound::binds)
                .mapToDouble(bound -> bound.of(kept) / bound.budget())
                .max()
                .orElse(0);
    }

    /** Steps in which [0, 1] is looked through first, because time does not fall with every one. */
    private static final int STEPS = 256;

    /** Halvings of a step: finer than any channel count. */
    private static final int BISECTIONS = 32;
}
