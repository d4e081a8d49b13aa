package io.espalier.experiments.search;

import io.espalier.env.evaluation.CandidateEvaluator;
import io.espalier.env.evaluation.Evaluation;
import io.espalier.env.evaluation.LatencyEvaluator;
import io.espalier.env.evaluation.RememberedScores;
import io.espalier.models.coupling.PruningPlan;
import java.util.List;
import java.util.Optional;

/**
 * Accuracies of all candidates, and the latencies of those that need one.
 *
 * @param scorer each plan once
 * @param timed empty where latency is switched off
 */
record Evaluators(RememberedScores scorer, Optional<LatencyEvaluator> timed) {

    /** For the candidates of a round. */
    CandidateEvaluator all() {
        return timed.isPresent() ? timed.get() : scorer;
    }

    /** With latency measured, whatever is predicted. */
    List<Evaluation> measured(List<PruningPlan> plans) {
        return timed.isPresent() ? timed.get().measureAll(plans) : scorer.evaluateAll(plans);
    }
}
