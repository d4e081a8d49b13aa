package io.espalier.env.latency;

/**
 * Time of a network divided by the time of its reference, from pairs timed one after the other.
 *
 * @param median of the pairs' ratios; below 1 is faster than the reference
 * @param lower end of the 95 % confidence interval of the median
 * @param upper end of the same interval
 * @param pairs how many pairs were timed
 */
public record LatencyRatio(double median, double lower, double upper, int pairs) {

    /** @throws IllegalArgumentException unless {@code 0 < lower <= median <= upper < infinity} and there is a pair */
    public LatencyRatio {
        if (!(lower > 0 && lower <= median && median <= upper && Double.isFinite(upper))) {
            throw new IllegalArgumentException("ratio must be positive, finite and inside its interval: %s in [%s, %s]"
                    .formatted(median, lower, upper));
        }
        if (!(pairs > 0)) {
            throw new IllegalArgumentException("pairs must be positive: " + pairs);
        }
    }
}
