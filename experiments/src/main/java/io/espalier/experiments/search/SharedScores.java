package io.espalier.experiments.search;

import io.espalier.env.evaluation.Evaluation;
import io.espalier.env.evaluation.ScoreMemory;
import io.espalier.models.coupling.PruningPlan;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What several searches have scored on the same network, images and calibration. A search may find here what another has scored, and never
 * anything else than it would have scored itself. Thread-safe.
 */
final class SharedScores {

    private final Map<PruningPlan, Evaluation> known = new ConcurrentHashMap<>();

    /** A search's own memory that asks this one for what it does not know; all that the search asked for ends in its own. */
    ScoreMemory behind(ScoreMemory own) {
        return new ScoreMemory() {
            @Override
            public Optional<Evaluation> recall(PruningPlan plan) {
                Optional<Evaluation> recalled = own.recall(plan);
                if (recalled.isPresent()) {
                    return recalled;
                }
                Optional<Evaluation> shared = Optional.ofNullable(known.get(plan));
                shared.ifPresent(evaluation -> own.remember(plan, evaluation));
                return shared;
            }

            @Override
            public void remember(PruningPlan plan, Evaluation evaluation) {
                own.remember(plan, evaluation);
                known.put(plan, evaluation);
            }

            @Override
            public void roundRemembered() {
                own.roundRemembered();
            }
        };
    }
}
