package io.espalier.experiments.search;

import io.espalier.env.evaluation.EngineChoice;
import io.espalier.env.scores.ScoredOn;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.policy.Recipe;
import io.espalier.experiments.policy.Recovery;
import io.espalier.models.data.Sha256;
import io.espalier.models.graph.GraphDigest;
import java.util.Locale;

/** Digests of all that decides a plan's score. */
final class ScoringFacts {

    private ScoringFacts() {}

    /** @param engine that runs candidates */
    static ScoredOn of(SearchConfig config, Recovery recovery, EngineChoice engine) {
        Recipe recipe = recovery.recipe();
        String images = new Sha256()
                .add(recovery.splits().digests().search())
                .add(config.evaluation().toString())
                .add(recovery.normalisation().toString())
                .hex();
        String calibration = new Sha256()
                .add(recovery.splits().digests().train())
                .add(recipe.calibration().toString())
                .add(String.valueOf(recipe.seed()))
                .add(recovery.normalisation().toString())
                .hex();
        return ScoredOn.of(
                GraphDigest.of(recovery.unpruned()),
                images,
                calibration,
                engine.name().toLowerCase(Locale.ROOT));
    }
}
