package io.espalier.env.walk;

import io.espalier.env.evaluation.Evaluation;
import io.espalier.models.coupling.PruningPlan;

/** How an episode ended. */
public record EpisodeOutcome(PruningPlan plan, Evaluation evaluation, double reward) {}
