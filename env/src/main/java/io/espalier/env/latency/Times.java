package io.espalier.env.latency;

import java.util.List;

/**
 * Times of one network.
 *
 * @param sorted from the fastest, in nanoseconds; at least one
 */
record Times(List<Long> sorted) {

    static Times of(List<Long> nanos) {
        return new Times(nanos.stream().sorted().toList());
    }

    /** The smallest time that this share of all times does not exceed. */
    long quantile(double share) {
        int rank = (int) Math.ceil(share * sorted.size());
        return sorted.get(Math.max(0, rank - 1));
    }

    LatencySummary summary(LatencyRatio ratio) {
        return new LatencySummary(ratio, quantile(0.5), quantile(0.9), quantile(0.99));
    }
}
