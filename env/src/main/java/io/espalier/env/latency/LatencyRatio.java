package io.espalier.env.latency;

/**
 * Time of a network divided by the time of its reference, both in the same rounds.
 *
 * @param ratio below 1 is faster than the reference
 * @param lower end of its 95 % confidence interval
 * @param upper end of the same interval
 * @param rounds how many accepted rounds it comes from
 */
public record LatencyRatio(double ratio, double lower, double upper, int rounds) {

    /** @throws IllegalArgumentException unless {@code 0 < lower <= ratio <= upper < infinity} and there is a round */
    public LatencyRatio {
        if (!(lower > 0 && lower <= ratio && ratio <= upper && Double.isFinite(upper))) {
            throw new IllegalArgumentException("ratio must be positive, finite and inside its interval: %s in [%s, %s]"
                    .formatted(ratio, lower, upper));
        }
        if (!(rounds > 0)) {
            throw new IllegalArgumentException("rounds must be positive: " + rounds);
        }
    }

    /** Natural logarithm of the ratio; negative is faster. */
    public double log() {
        return Math.log(ratio);
    }

    /** Half of the interval's width as logarithm: 0.01 is about 1 %. */
    public double halfWidth() {
        return (Math.log(upper) - Math.log(lower)) / 2;
    }

    /** The same with an error more, which is independent of the others. */
    LatencyRatio widened(double half) {
        double below = Math.hypot(log() - Math.log(lower), half);
        double above = Math.hypot(Math.log(upper) - log(), half);
        return new LatencyRatio(ratio, Math.exp(log() - below), Math.exp(log() + above), rounds);
    }

    /** This network's time divided by another's, both measured against the same reference but apart, so that their errors add up. */
    LatencyRatio dividedBy(LatencyRatio other) {
        double log = log() - other.log();
        double half = Math.hypot(halfWidth(), other.halfWidth());
        return new LatencyRatio(
                Math.exp(log), Math.exp(log - half), Math.exp(log + half), Math.min(rounds, other.rounds));
    }
}
