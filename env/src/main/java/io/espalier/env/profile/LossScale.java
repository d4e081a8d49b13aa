package io.espalier.env.profile;

import io.espalier.env.evaluation.Evaluation;
import java.util.List;

/**
 * Losses told in units of accuracy. A few hundred images tell the accuracy that one group's pruning costs no better than to half a point,
 * which is more than most groups cost; the mean loss of the same images moves with every logit and tells groups apart. What a point of loss
 * is worth is taken from all groups together.
 *
 * @param whole the unpruned network on the same images
 * @param accuracyPerLoss accuracy that is lost with each nat, at least 0
 */
record LossScale(Evaluation whole, double accuracyPerLoss) {

    /** The scale by which all of these evaluations together lose as much accuracy as was measured; 0 where nothing was lost. */
    static LossScale of(Evaluation whole, List<Evaluation> pruned) {
        double rises = pruned.stream().mapToDouble(one -> rise(whole, one)).sum();
        double drops = pruned.stream()
                .mapToDouble(one -> whole.accuracy() - one.accuracy())
                .sum();
        return new LossScale(whole, rises > 0 ? Math.max(0, drops) / rises : 0);
    }

    /** The accuracy that an evaluation is expected to have lost, at least 0. */
    double drop(Evaluation pruned) {
        return accuracyPerLoss * rise(whole, pruned);
    }

    private static double rise(Evaluation whole, Evaluation pruned) {
        return Math.max(0, pruned.score().crossEntropy() - whole.score().crossEntropy());
    }
}
