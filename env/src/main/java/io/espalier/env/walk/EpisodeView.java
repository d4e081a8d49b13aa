package io.espalier.env.walk;

import io.espalier.env.action.Bound;
import io.espalier.env.action.BudgetGuard;
import io.espalier.env.state.BudgetUse;
import io.espalier.env.state.Progress;
import java.util.List;

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
        long parameters = task.cost().parameters(task.guard().current(decided));
        return new Progress(
                use(Bound.MACS, decided),
                use(Bound.LATENCY, decided),
                lastRatio(decided),
                1 - (double) parameters / task.cost().whole().parameters());
    }

    private double lastRatio(List<Integer> decided) {
        int last = decided.size() - 1;
        return last < 0
                ? 0
                : 1
                        - (double) decided.get(last)
                                / task.guard().groups().get(last).width();
    }

    private BudgetUse use(String key, List<Integer> decided) {
        BudgetGuard guard = task.guard();
        return guard.bound(key)
                .map(bound ->
                        BudgetUse.of(bound.budget(), bound.of(guard.least(decided)), bound.of(guard.current(decided))))
                .orElse(BudgetUse.UNKNOWN);
    }
}
