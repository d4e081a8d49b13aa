package io.espalier.models.walk;

import io.espalier.models.action.Bound;
import io.espalier.models.action.BudgetFill;
import io.espalier.models.action.BudgetGuard;
import io.espalier.models.cost.CostModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The rules of an episode; immutable where its bounds are.
 *
 * @param guard groups, legal counts and the bounds
 * @param fill what spends the rest of the budgets after the last step; empty to leave it
 * @param observations what is seen before each step
 * @param cost of the network from the kept count of each group
 */
public record Walk(BudgetGuard guard, Optional<BudgetFill> fill, Observations observations, CostModel cost) {

    /** Steps of an episode: one a group. */
    public int steps() {
        return guard.groups().size();
    }

    /**
     * Kept counts of the episode that takes these actions.
     *
     * @param actions each in [0, 1], one a group
     * @return in the groups' order
     */
    public List<Integer> kept(List<Double> actions) {
        return finished(walked(actions), actions);
    }

    /** Kept counts of the groups that these actions decide, before anything that is left is spent. */
    public List<Integer> walked(List<Double> actions) {
        List<Integer> decided = new ArrayList<>();
        actions.forEach(action -> decided.add(guard.kept(decided, action)));
        return decided;
    }

    /** The same counts, with what is left of the budgets spent if every group is decided. */
    public List<Integer> finished(List<Integer> decided, List<Double> actions) {
        return fill.filter(spender -> decided.size() == steps())
                .map(spender -> spender.filled(decided, actions))
                .orElse(decided);
    }

    /**
     * The observation before the next group is decided; at the end that of the last group once more.
     *
     * @param decided kept counts of the groups decided so far
     */
    public double[] observe(List<Integer> decided) {
        return observations.encode(Math.min(decided.size(), steps() - 1), progress(decided));
    }

    /**
     * The share of each budget that is used if every group gets what its action asks for, whether or not that is within the budgets.
     *
     * @param actions each in [0, 1], of the first groups; those after them are as large as they may be
     */
    public double[] used(List<Double> actions) {
        List<Integer> asked = new ArrayList<>();
        actions.forEach(action -> asked.add(guard.grid().kept(asked.size(), action)));
        return guard.used(guard.current(asked));
    }

    /**
     * What an actor answers: its action for each group in turn, as it sees the episode then.
     *
     * @param actor from an observation to an action in [0, 1]
     * @return one action a group
     */
    public List<Double> answer(ToDoubleFunction<double[]> actor) {
        List<Double> actions = new ArrayList<>();
        List<Integer> decided = new ArrayList<>();
        while (actions.size() < steps()) {
            double action = actor.applyAsDouble(observe(decided));
            actions.add(action);
            decided.add(guard.kept(decided, action));
        }
        return actions;
    }

    /** The actions times one factor, so that what they ask for just meets the budgets ({@link Scaling}). */
    public List<Double> scaled(List<Double> actions) {
        double[] scaled = Scaling.toFit(
                tried -> Arrays.stream(used(boxed(tried))).max().orElse(0) <= 1,
                actions.stream().mapToDouble(Double::doubleValue).toArray());
        return boxed(scaled);
    }

    private static List<Double> boxed(double... values) {
        return Arrays.stream(values).boxed().toList();
    }

    private Progress progress(List<Integer> decided) {
        int[] certain = guard.least(decided);
        int[] current = guard.current(decided);
        Map<String, BudgetUse> budgets = new HashMap<>();
        for (Bound bound : guard.bounds()) {
            budgets.put(bound.key(), BudgetUse.of(bound.budget(), bound.of(certain), bound.of(current)));
        }
        double parameters = cost.parameters(current);
        return new Progress(
                budgets, ratios(decided), 1 - parameters / cost.whole().parameters());
    }

    /** Removed shares, the last first. */
    private List<Double> ratios(List<Integer> decided) {
        List<Double> ratios = new ArrayList<>();
        for (int group = decided.size() - 1; group >= 0; group--) {
            ratios.add(
                    1 - (double) decided.get(group) / guard.groups().get(group).width());
        }
        return ratios;
    }
}
