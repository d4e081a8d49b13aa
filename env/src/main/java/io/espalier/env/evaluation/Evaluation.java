package io.espalier.env.evaluation;

import io.espalier.models.cost.Cost;
import io.espalier.models.runtime.Score;
import java.util.Optional;

/**
 * What is known of one network.
 *
 * @param score on the search images
 * @param cost MACs and parameters, exact
 * @param latency time relative to the unpruned network, predicted or measured; empty where latency is switched off
 * @param share of the search images that the score was measured on, in (0, 1]; below 1 it is an estimate for all of them
 */
public record Evaluation(Score score, Cost cost, Optional<CandidateLatency> latency, double share) {

    /** @throws IllegalArgumentException if the share is out of range */
    public Evaluation {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be in (0, 1]: " + share);
        }
    }

    /** Measured on all search images. */
    public Evaluation(Score score, Cost cost, Optional<CandidateLatency> latency) {
        this(score, cost, latency, 1);
    }

    /** Share of right answers, in [0, 1]. */
    public double accuracy() {
        return score.accuracy();
    }

    /** The same network with its latency. */
    public Evaluation withLatency(CandidateLatency known) {
        return new Evaluation(score, cost, Optional.of(known), share);
    }

    /** The same figures as estimates from a share of the search images. */
    public Evaluation estimatedOn(double newShare) {
        return new Evaluation(score, cost, latency, newShare);
    }

    /** Whether nothing is estimated. */
    public boolean isComplete() {
        return share >= 1;
    }

    /**
     * Whether a search may call this network its best: an accuracy that is only estimated may not win, nor a ratio that is only predicted or
     * was measured to miss the budget. Where latency is switched off every network may that was scored on all images.
     *
     * @param latencyBudget largest ratio, in (0, 1]; 1 for any
     */
    public boolean mayWin(double latencyBudget) {
        return isComplete()
                && latency.map(known -> known.isMeasured() && (latencyBudget >= 1 || known.ratio() <= latencyBudget))
                        .orElse(true);
    }
}
