package io.espalier.models.budget;

import io.espalier.models.cost.Cost;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.KeepLimits;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.importance.UnitRanking;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The same share removed from every group: the smallest share whose network is within a budget. Counts are rounded to legal ones, so many
 * groups of one width step down together; those steps that the budget does not need are taken back, the most expensive first.
 */
public final class UniformPlan {

    private final CostModel model;
    private final KeepLimits limits;
    private final Budget budget;
    private final double ratio;
    private final int[] kept;

    private UniformPlan(CostModel model, KeepLimits limits, Budget budget) {
        this.model = model;
        this.limits = limits;
        this.budget = budget;
        double tooLittle = 0;
        double enough = 1;
        if (holds(counts(0))) {
            enough = 0;
        } else {
            requireReachable();
            for (int i = 0; i < BISECTIONS; i++) {
                double middle = (tooLittle + enough) / 2;
                if (holds(counts(middle))) {
                    enough = middle;
                } else {
                    tooLittle = middle;
                }
            }
        }
        this.ratio = enough;
        this.kept = takenBack(counts(enough), counts(tooLittle));
    }

    /** Halvings of [0, 1]: finer than any channel count. */
    private static final int BISECTIONS = 40;

    /**
     * The even plan for a budget.
     *
     * @param limits for the model's groups; a group that must lose or keep more than the common share does so
     * @throws IllegalArgumentException if the budget cannot be reached even with every group at its smallest; the message says what can
     */
    public static UniformPlan within(CostModel model, KeepLimits limits, Budget budget) {
        return new UniformPlan(model, limits, budget);
    }

    /** The share of every group's units that is removed, before rounding, in [0, 1]. */
    public double ratio() {
        return ratio;
    }

    /** How many units of each group stay, in the model's order. */
    public Map<String, Integer> kept() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        List<ChannelGroup> groups = model.groups();
        IntStream.range(0, kept.length)
                .forEach(group -> counts.put(groups.get(group).name(), kept[group]));
        return counts;
    }

    /** Cost of the network that is left. */
    public Cost cost() {
        return model.cost(kept);
    }

    /** The plan that keeps the most important units. */
    public PruningPlan plan(UnitRanking ranking) {
        return ranking.keep(kept());
    }

    private int[] counts(double share) {
        return model.groups().stream()
                .mapToInt(group -> limits.nearest(group.name(), group.width() * (1 - share)))
                .toArray();
    }

    private boolean holds(int... counts) {
        return budget.holds(model.cost(counts), model.whole());
    }

    private int[] takenBack(int[] enough, int... tooMany) {
        int[] best = enough.clone();
        List<Integer> steps = IntStream.range(0, best.length)
                .filter(group -> tooMany[group] > enough[group])
                .boxed()
                .sorted(Comparator.comparingLong((Integer group) -> -saved(enough, group, tooMany[group])))
                .toList();
        for (int group : steps) {
            int[] more = best.clone();
            more[group] = tooMany[group];
            if (holds(more)) {
                best = more;
            }
        }
        return best;
    }

    /** MACs that a group's step down saves. */
    private long saved(int[] enough, int group, int before) {
        int[] more = enough.clone();
        more[group] = before;
        return model.cost(more).macs();
    }

    private void requireReachable() {
        Cost least = model.cost(model.groups().stream()
                .mapToInt(group -> limits.smallest(group.name()))
                .toArray());
        if (!budget.holds(least, model.whole())) {
            throw new IllegalArgumentException(
                    "budget must be at least %.4f of the MACs and %.4f of the parameters, which the limits can reach: %s"
                            .formatted(
                                    (double) least.macs() / model.whole().macs(),
                                    (double) least.parameters() / model.whole().parameters(),
                                    budget));
        }
    }
}
