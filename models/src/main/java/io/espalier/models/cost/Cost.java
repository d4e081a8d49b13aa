package io.espalier.models.cost;

/**
 * Static cost of a network.
 *
 * @param macs multiply-accumulates for one example (FLOPs = 2 x MACs)
 * @param parameters trainable values and batch-norm statistics
 * @param peakActivations values that tensors hold at once, at most, for one example, each tensor in a buffer of its own
 */
public record Cost(long macs, long parameters, long peakActivations) {

    /** @throws IllegalArgumentException if a figure is negative */
    public Cost {
        if (!(macs >= 0 && parameters >= 0 && peakActivations >= 0)) {
            throw new IllegalArgumentException("cost must not be negative: macs %d, parameters %d, activations %d"
                    .formatted(macs, parameters, peakActivations));
        }
    }

    /** Size of the parameters as float32. */
    public long bytes() {
        return parameters * Float.BYTES;
    }

    /** Size of the activations that live at once as float32, for one example. */
    public long peakActivationBytes() {
        return peakActivations * Float.BYTES;
    }
}
