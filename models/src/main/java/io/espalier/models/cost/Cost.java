package io.espalier.models.cost;

/**
 * Static cost of a network.
 *
 * @param macs multiply-accumulates for one example (FLOPs = 2 x MACs)
 * @param parameters trainable values and batch-norm statistics
 */
public record Cost(long macs, long parameters) {

    /** @throws IllegalArgumentException if a figure is negative */
    public Cost {
        if (!(macs >= 0 && parameters >= 0)) {
            throw new IllegalArgumentException(
                    "cost must not be negative: macs " + macs + ", parameters " + parameters);
        }
    }

    /** Size of the parameters as float32. */
    public long bytes() {
        return parameters * Float.BYTES;
    }
}
