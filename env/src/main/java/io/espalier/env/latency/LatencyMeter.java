package io.espalier.env.latency;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Times a candidate against a reference, interleaved: one inference of each makes a pair, and who goes first alternates. A ratio within a
 * pair holds where absolute times drift, so the median of the pairs' ratios is what is reported.
 */
public final class LatencyMeter {

    private final LongSupplier nanoClock;

    /** @param nanoClock a monotonic clock, in nanoseconds */
    public LatencyMeter(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /**
     * The ratio candidate / reference.
     *
     * @param reference one inference of the unpruned network
     * @param candidate one inference of the network in question
     * @param warmup untimed inferences of each before the first pair
     * @param pairs number of pairs, at least 6
     */
    public LatencyRatio compare(Runnable reference, Runnable candidate, int warmup, int pairs) {
        for (int i = 0; i < warmup; i++) {
            reference.run();
            candidate.run();
        }
        List<Double> ratios = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
            ratios.add(ratio(reference, candidate, pair % 2 == 0));
        }
        return MedianInterval.of(ratios);
    }

    private double ratio(Runnable reference, Runnable candidate, boolean referenceFirst) {
        long first = nanos(referenceFirst ? reference : candidate);
        long second = nanos(referenceFirst ? candidate : reference);
        return referenceFirst ? (double) second / first : (double) first / second;
    }

    /** At least 1, so that a coarse clock cannot make a ratio infinite. */
    private long nanos(Runnable inference) {
        long start = nanoClock.getAsLong();
        inference.run();
        return Math.max(1, nanoClock.getAsLong() - start);
    }
}
