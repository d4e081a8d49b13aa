package io.espalier.env.evaluation;

import io.espalier.env.latency.LatencyRatio;
import io.espalier.models.cost.Cost;
import java.util.Optional;

/**
 * What was measured of one network.
 *
 * @param accuracy share of correct answers in [0, 1]
 * @param cost MACs and parameters
 * @param latency time relative to the unpruned network; empty where latency is not measured
 */
public record Evaluation(double accuracy, Cost cost, Optional<LatencyRatio> latency) {

    /** @throws IllegalArgumentException if the accuracy is not in [0, 1] */
    public Evaluation {
        if (!(accuracy >= 0 && accuracy <= 1)) {
            throw new IllegalArgumentException("accuracy must be in [0, 1]: " + accuracy);
        }
    }
}
