package io.espalier.env.latency;

/**
 * How fast one network is.
 *
 * @param ratio to the reference; 1 for the reference itself
 * @param medianNanos of the accepted rounds, one inference of a whole batch
 * @param p90Nanos nine tenths of the accepted rounds are not slower
 * @param p99Nanos 99 of a hundred accepted rounds are not slower
 */
public record LatencySummary(LatencyRatio ratio, long medianNanos, long p90Nanos, long p99Nanos) {

    /** @throws IllegalArgumentException unless the times are positive and in order */
    public LatencySummary {
        if (!(medianNanos > 0 && medianNanos <= p90Nanos && p90Nanos <= p99Nanos)) {
            throw new IllegalArgumentException("times must be positive and in order: median %d, p90 %d, p99 %d"
                    .formatted(medianNanos, p90Nanos, p99Nanos));
        }
    }
}
