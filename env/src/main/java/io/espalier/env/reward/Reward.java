package io.espalier.env.reward;

import io.espalier.env.evaluation.Evaluation;
import java.util.List;
import java.util.Map;

/**
 * What an evaluation is worth. It always holds that more accuracy never pays less, and that less of what the form counts (time,
 * multiply-accumulates) never pays less, all else being equal. A reward may adapt to what was found, but only between rounds, so the episodes of a round are
 * paid alike whatever their order.
 */
public interface Reward {

    /**
     * What the learner is paid; may be asked by several threads at once.
     *
     * @return a finite number
     * @throws IllegalStateException if the result is not finite
     */
    double of(Evaluation evaluation);

    /**
     * By what candidates of different rounds are compared: the same whenever it is asked. That of a reward that does not adapt is the reward.
     *
     * @return a finite number
     */
    default double merit(Evaluation evaluation) {
        return of(evaluation);
    }

    /**
     * Adapts to a round; no other method is being called meanwhile.
     *
     * @param round the round's evaluations in the episodes' order
     */
    default void roundFinished(List<Evaluation> round) {
        // What does not adapt has nothing to do.
    }

    /** What has been adapted, by name, for the journal. */
    default Map<String, Double> statistics() {
        return Map.of();
    }
}
