package io.espalier.experiments.search;

import io.espalier.env.evaluation.CandidateEvaluator;
import io.espalier.env.evaluation.Evaluation;
import io.espalier.env.evaluation.LatencyEvaluator;
import io.espalier.env.evaluation.RememberedScores;
import io.espalier.env.race.RacingScorer;
import io.espalier.models.coupling.PruningPlan;
import java.util.List;
import java.util.Optional;

/**
 * Accuracies of all candidates, and the latencies of those that need one.
 *
 * @param race behind the scorer
 * @param scorer each plan once
 * @param timed empty where latency is switched off
 */
record Evaluators(RacingScorer race, RememberedScores scorer, Optional<LatencyEvaluator> timed) {

    /**
     * Evaluates the candidates of a round, which may be stopped early if there is a plan to be better than.
     *
     * @param best of the rounds before, the latest first
     */
    List<Evaluation> round(List<PruningPlan> plans, List<PruningPlan> best) {
        race.raceAgainst(best);
        try {
            return evaluator().evaluateAll(plans);
        } finally {
            race.raceAgainst(List.of());
        }
    }

    /** On all images and with latency measured, whatever is predicted. */
    List<Evaluation> measured(List<PruningPlan> plans) {
        return timed.isPresent() ? timed.get().measureAll(plans) : scorer.evaluateAll(plans);
    }

    private CandidateEvaluator evaluator() {
        return timed.isPresent() ? timed.get() : scorer;
    }
}
