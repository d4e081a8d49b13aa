package io.espalier.experiments.search;

import io.espalier.env.walk.EpisodeOutcome;
import io.espalier.env.walk.PruningTask;
import java.util.Optional;

/**
 * What a search is to deliver, and how it gets there.
 *
 * @param task whose bounds the delivered plan holds
 * @param latencyBudget largest latency ratio that may win, in (0, 1]; 1 for any
 * @param drawn empty where every round is played with the task itself
 */
record Aim(PruningTask task, double latencyBudget, Optional<DrawnBudgets> drawn) {

    /** Whether a plan may be delivered, whatever budget it was found with. */
    boolean mayWin(EpisodeOutcome outcome) {
        return outcome.evaluation().mayWin(latencyBudget) && (drawn.isEmpty() || isWithin(outcome));
    }

    private boolean isWithin(EpisodeOutcome outcome) {
        return task.guard().holds(outcome.plan().countsOf(task.guard().groups()));
    }
}
