package io.espalier.env.evaluation;

import io.espalier.models.coupling.PruningPlan;
import java.util.List;

/** Finds out a plan's accuracy and cost, and never its latency. What evaluates, what remembers and what stops early are each one. */
public interface PlanScorer extends CandidateEvaluator {

    /**
     * One score per plan, in the plans' order.
     *
     * @throws IllegalArgumentException if a plan does not fit the network
     */
    List<Scored> scoreAll(List<PruningPlan> plans);

    /** Whether a score that is remembered will do in place of a new one. */
    default boolean settlesFor(Evaluation remembered) {
        return remembered.isComplete();
    }

    /** The same for whoever needs no networks. */
    @Override
    default List<Evaluation> evaluateAll(List<PruningPlan> plans) {
        return scoreAll(plans).stream().map(Scored::evaluation).toList();
    }
}
