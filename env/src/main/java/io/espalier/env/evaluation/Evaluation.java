package io.espalier.env.evaluation;

import io.espalier.models.cost.Cost;
import java.util.Optional;

/**
 * What is known of one network.
 *
 * @param accuracy share of correct answers in [0, 1], measured
 * @param loss mean cross-entropy on the same images, in nats, at least 0
 * @param cost MACs and parameters, exact
 * @param latency time relative to the unpruned network, predicted or measured; empty where latency is switched off
 */
public record Evaluation(double accuracy, double loss, Cost cost, Optional<CandidateLatency> latency) {

    /** @throws IllegalArgumentException if the accuracy is not in [0, 1] or the loss negative or not finite */
    public Evaluation {
        if (!(accuracy >= 0 && accuracy <= 1)) {
            throw new IllegalArgumentException("accuracy must be in [0, 1]: " + accuracy);
        }
        if (!(loss >= 0 && Double.isFinite(loss))) {
            throw new IllegalArgumentException("loss must be at least 0 and finite: " + loss);
        }
    }

    /** The same network with its latency. */
    public Evaluation withLatency(CandidateLatency known) {
        return new Evaluation(accuracy, loss, cost, Optional.of(known));
    }

    /**
     * Whether a search may call this network its best: a ratio that is only predicted may not win, nor one that was measured to miss the
     * budget. Where latency is switched off every network may.
     *
     * @param latencyBudget largest ratio, in (0, 1]; 1 for any
     */
    public boolean mayWin(double latencyBudget) {
        return latency.map(known -> known.isMeasured() && (latencyBudget >= 1 || known.ratio() <= latencyBudget))
                .orElse(true);
    }
}
