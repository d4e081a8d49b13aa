package io.espalier.experiments.policy;

import io.espalier.models.graph.NetworkGraph;

/**
 * The networks that come of a plan.
 *
 * @param reconstructed after surgery and reconstruction
 * @param fineTuned after fine-tuning; the same where there is none
 */
public record Recovered(NetworkGraph reconstructed, NetworkGraph fineTuned) {

    /** Without fine-tuning. */
    public static Recovered of(NetworkGraph reconstructed) {
        return new Recovered(reconstructed, reconstructed);
    }
}
