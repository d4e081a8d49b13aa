package io.espalier.env.evaluation;

import io.espalier.models.coupling.PruningPlan;
import java.util.List;

/** Measures plans. What a cluster would implement to evaluate a round on many machines. */
public interface CandidateEvaluator {

    /**
     * One evaluation per plan, in the plans' order.
     *
     * @throws IllegalArgumentException if a plan does not fit the network
     */
    List<Evaluation> evaluateAll(List<PruningPlan> plans);
}
