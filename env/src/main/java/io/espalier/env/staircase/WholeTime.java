package io.espalier.env.staircase;

import java.util.List;

/**
 * How long a whole pruned network takes.
 *
 * @param network digest of the unpruned network
 * @param kept one count per group
 * @param ratio its time divided by the unpruned network's; positive
 * @param referenceNanos the unpruned network's time in the same rounds, 0 where only the ratio is known
 * @param canaryNanos the canary's median in the same rounds; 0 where the target cannot run one
 * @param rounds how many rounds it comes from, at least 1
 */
public record WholeTime(
        String network, List<Integer> kept, double ratio, double referenceNanos, double canaryNanos, int rounds) {

    /** @throws IllegalArgumentException if a figure is out of range */
    public WholeTime {
        kept = List.copyOf(kept);
        if (!(ratio > 0 && ratio < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("ratio must be positive: " + ratio);
        }
        if (!(referenceNanos >= 0 && canaryNanos >= 0 && rounds >= 1)) {
            throw new IllegalArgumentException("times must not be negative and rounds be at least 1: %s, %s, %d"
                    .formatted(referenceNanos, canaryNanos, rounds));
        }
    }

    int[] counts() {
        return kept.stream().mapToInt(Integer::intValue).toArray();
    }
}
