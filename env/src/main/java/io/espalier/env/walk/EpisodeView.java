package io.espalier.env.walk;

import io.espalier.env.action.Bound;
import io.espalier.env.state.BudgetUse;
import io.espalier.env.state.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an agent sees of an episode, from what has been decided in it; the one home of it for the environment and for its model. */
record EpisodeView(PruningTask task) {

    /**
     * The observation before the next group is decided; at the end that of the last group once more.
     *
     * @param decided kept counts of the groups decided so far
     */
    double[] observe(List<Integer> decided) {
        int group = Math.min(decided.size(), task.guard().groups().size() - 1);
        return task.encoder().encode(group, progress(decided));
    }

    private Progress progress(List<Integer> decided) {
        int[] certain = task.guard().least(decided);
        int[] current = task.guard().current(decided);
        Map<String, BudgetUse> budgets = new HashMap<>();
        for (Bound bound : task.guard().bounds()) {
            budgets.put(bound.key(), BudgetUse.of(bound.budget(), bound.of(certain), bound.of(current)));
        }
        double parameters = task.cost().parameters(current);
        return new Progress(
                budgets, ratios(decided), 1 - parameters / task.cost().whole().parameters());
    }

    /** Removed shares, the last first. */
    private List<Double> ratios(List<Integer> decided) {
        List<Double> ratios = new ArrayList<>();
        for (int group = decided.size() - 1; group >= 0; group--) {
            ratios.add(1
                    - (double) decided.get(group)
                            / task.guard().groups().get(group).width());
        }
        return ratios;
    }
}
