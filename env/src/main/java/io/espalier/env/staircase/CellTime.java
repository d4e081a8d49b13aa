package io.espalier.env.staircase;

/**
 * How long one layer takes.
 *
 * @param cell the layer and its channels
 * @param nanos of one inference of the layer alone; positive
 * @param canaryNanos the canary's median in the same rounds; 0 where the target cannot run one
 * @param rounds how many rounds it comes from, at least 1
 */
public record CellTime(Cell cell, double nanos, double canaryNanos, int rounds) {

    /** @throws IllegalArgumentException if a figure is out of range */
    public CellTime {
        if (!(nanos > 0 && nanos < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("nanos must be positive: " + nanos);
        }
        if (!(canaryNanos >= 0 && canaryNanos < Double.POSITIVE_INFINITY && rounds >= 1)) {
            throw new IllegalArgumentException(
                    "canaryNanos must not be negative and rounds be at least 1: %s, %d".formatted(canaryNanos, rounds));
        }
    }

    /** The better founded of two times of one cell; the same whichever is asked. */
    CellTime orBetter(CellTime other) {
        if (rounds != other.rounds) {
            return rounds > other.rounds ? this : other;
        }
        return nanos <= other.nanos ? this : other;
    }
}
