package io.espalier.experiments.statistics;

/**
 * Where a figure lies with 95 % confidence; NaN at both ends where nothing can be said.
 *
 * @param lower not above the upper end
 */
public record Interval(double lower, double upper) {

    /** Confidence outside of each end. */
    static final double TAIL = 0.025;

    /** What is said of a single value. */
    public static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN);

    /** Whether zero is outside, on either side. */
    public boolean excludesZero() {
        return lower > 0 || upper < 0;
    }
}
