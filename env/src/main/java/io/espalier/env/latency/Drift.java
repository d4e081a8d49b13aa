package io.espalier.env.latency;

import java.util.List;

/**
 * Whether later blocks say the same as earlier ones.
 *
 * @param ratioChange by how much the log-ratio of the network that drifted most is larger in the second half of the blocks
 * @param referenceChange the same of the logarithm of the reference's own time
 * @param beyondNoise whether a ratio's change is larger than its interval allows, so that the interval is not to be believed
 */
public record Drift(double ratioChange, double referenceChange, boolean beyondNoise) {

    static final Drift NONE = new Drift(0, 0, false);

    /** Each half needs two blocks. */
    private static final int FEWEST_BLOCKS = 4;

    /**
     * The difference of two halves has twice the standard error of the whole's mean; 2.58 / 1.96 makes 99 % of 95 %, so that a measurement
     * of some networks is seldom warned of without cause.
     */
    private static final double ALLOWED_HALF_WIDTHS = 2 * 2.58 / 1.96;

    /**
     * Compares the halves of a series.
     *
     * @param logRatios of one network, one a block
     * @param referenceLogs logarithm of the reference's time, one a block
     * @param halfWidth of the network's interval
     */
    static Drift of(List<Double> logRatios, List<Double> referenceLogs, double halfWidth) {
        if (logRatios.size() < FEWEST_BLOCKS) {
            return NONE;
        }
        double change = change(logRatios);
        return new Drift(change, change(referenceLogs), Math.abs(change) > ALLOWED_HALF_WIDTHS * halfWidth);
    }

    /** The one that matters more. */
    Drift or(Drift other) {
        boolean otherIsWorse = beyondNoise == other.beyondNoise
                ? Math.abs(other.ratioChange) > Math.abs(ratioChange)
                : other.beyondNoise;
        return otherIsWorse ? other : this;
    }

    private static double change(List<Double> values) {
        int middle = values.size() / 2;
        return mean(values.subList(values.size() - middle, values.size())) - mean(values.subList(0, middle));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
