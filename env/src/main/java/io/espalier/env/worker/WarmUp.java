package io.espalier.env.worker;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Runs a network until its time is stable: until the medians of two windows of runs, each as long as the system's clock needs to be believed, differ by
 * little, or for as long as is bearable.
 */
final class WarmUp {

    private static final double STABLE = 0.02;
    private static final long WINDOW_NANOS = 5_000_000;
    private static final int FEWEST_RUNS = 5;
    private static final int MOST_RUNS = 200;
    private static final long CAP_NANOS = 1_000_000_000;

    private final LongSupplier nanoClock;

    WarmUp(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    void run(TimedModel model) {
        long start = nanoClock.getAsLong();
        long single = timed(model);
        // The first run of all is not typical; the second decides how many make a window.
        int runs = (int) Math.max(FEWEST_RUNS, Math.min(MOST_RUNS, WINDOW_NANOS / Math.min(single, timed(model))));
        double before = Double.POSITIVE_INFINITY;
        while (nanoClock.getAsLong() - start < CAP_NANOS) {
            double now = median(model, runs);
            if (Math.abs(now / before - 1) < STABLE) {
                return;
            }
            before = now;
        }
    }

    private double median(TimedModel model, int runs) {
        long[] nanos = new long[runs];
        for (int i = 0; i < runs; i++) {
            nanos[i] = timed(model);
        }
        Arrays.sort(nanos);
        return nanos[runs / 2];
    }

    private long timed(TimedModel model) {
        long start = nanoClock.getAsLong();
        model.run();
        return Math.max(1, nanoClock.getAsLong() - start);
    }
}
