package io.espalier.env.reward;

import io.espalier.env.evaluation.Evaluation;

/** A reward that is no number stops a search at once. */
final class Finite {

    private Finite() {}

    static double checked(double reward, Evaluation evaluation) {
        if (!Double.isFinite(reward)) {
            throw new IllegalStateException("reward must be finite: %s of %s".formatted(reward, evaluation));
        }
        return reward;
    }
}
