package io.espalier.env.evaluation;

import io.espalier.models.cost.Cost;
import java.util.Optional;

/**
 * What is known of one network.
 *
 * @param accuracy share of correct answers in [0, 1]
 * @param loss mean cross-entropy on the same images, in nats, at least 0
 * @param cost MACs and parameters, exact
 * @param latency time relative to the unpruned network, predicted or measured; empty where latency is switched off
 * @param share of the search images that accuracy and loss were measured on, in (0, 1]; below 1 they are estimates for all of them
 */
public record Evaluation(double accuracy, double loss, Cost cost, Optional<CandidateLatency> latency, double share) {

    /** @throws IllegalArgumentException if accuracy or share are out of range or the loss negative or not finite */
    public Evaluation {
        if (!(accuracy >= 0 && accuracy <= 1)) {
            throw new IllegalArgumentException("accuracy must be in [0, 1]: " + accuracy);
        }
        if (!(loss >= 0 && Double.isFinite(loss))) {
            throw new IllegalArgumentException("loss must be at least 0 and finite: " + loss);
        }
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be in (0, 1]: " + share);
        }
    }

    /** Measured on all search images. */
    public Evaluation(double accuracy, double loss, Cost cost, Optional<CandidateLatency> latency) {
        this(accuracy, loss, cost, latency, 1);
    }

    /** The same network with its latency. */
    public Evaluation withLatency(CandidateLatency known) {
        return new Evaluation(accuracy, loss, cost, Optional.of(known), share);
    }

    /** The same figures as estimates from a share of the search images. */
    public Evaluation estimatedOn(double newShare) {
        return new Evaluation(accuracy, loss, cost, latency, newShare);
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
