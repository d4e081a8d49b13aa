package io.espalier.models.runtime;

/**
 * How well a network does on a set.
 *
 * @param accuracy share of images whose highest logit is their label's, in [0, 1]
 * @param crossEntropy mean of {@code -log softmax(logits)[label]} in nats, at least 0
 * @param confidence mean of {@code softmax(logits / 2)[label]}, in [0, 1]: what the network gives to the right class once its certainty is
 *     damped (temperature scaling: Guo et al. 2017, "On Calibration of Modern Neural Networks", section 4.2)
 */
public record Score(double accuracy, double crossEntropy, double confidence) {

    /** What logits are divided by before their confidence is taken. */
    static final double TEMPERATURE = 2;

    /** @throws IllegalArgumentException if a share is outside [0, 1] or the loss negative or not finite */
    public Score {
        if (!(accuracy >= 0 && accuracy <= 1)) {
            throw new IllegalArgumentException("accuracy must be in [0, 1]: " + accuracy);
        }
        if (!(crossEntropy >= 0 && Double.isFinite(crossEntropy))) {
            throw new IllegalArgumentException("crossEntropy must be at least 0 and finite: " + crossEntropy);
        }
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("confidence must be in [0, 1]: " + confidence);
        }
    }
}
