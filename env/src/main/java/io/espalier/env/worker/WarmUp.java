package io.espalier.env.worker;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Runs a network until its time is stable, that is until of three windows of runs the first and the last have nearly the same median, or for
 * as long as is bearable.
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
        double beforeLast = Double.POSITIVE_INFINITY;
        double last = Double.POSITIVE_INFINITY;
        while (nanoClock.getAsLong() - start < CAP_NANOS) {
            double now = median(model, runs);
            // Not with the last one, from which a time that falls slowly hardly differs.
            if (Math.abs(now / beforeLast - 1) < STABLE) {
                return;
            }
            beforeLast = last;
            last = now;
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
