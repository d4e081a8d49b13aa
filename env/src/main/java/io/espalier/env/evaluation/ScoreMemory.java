package io.espalier.env.evaluation;

import io.espalier.models.coupling.PruningPlan;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What is known of plans that were scored on the same network, images and calibration. Not for several threads at once. */
public interface ScoreMemory {

    /** What was remembered of a plan, to the last bit; empty if it has not been scored. */
    Optional<Evaluation> recall(PruningPlan plan);

    /**
     * Keeps a score.
     *
     * @param evaluation without latency, which is the target's affair
     */
    void remember(PruningPlan plan, Evaluation evaluation);

    /** What was remembered since the last call is complete, and must outlive the process if the memory does. */
    default void roundRemembered() {}

    /** One that forgets with the process. */
    static ScoreMemory inMemory() {
        Map<PruningPlan, Evaluation> known = new HashMap<>();
        return new ScoreMemory() {
            @Override
            public Optional<Evaluation> recall(PruningPlan plan) {
                return Optional.ofNullable(known.get(plan));
            }

            @Override
            public void remember(PruningPlan plan, Evaluation evaluation) {
                known.put(plan, evaluation);
            }
        };
    }
}
