package io.espalier.experiments.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where numbers lie on an axis: from {@code low} at pixel {@code start} to {@code high} at pixel {@code end}, with a tick at every multiple
 * of {@code step}.
 */
record Scale(double low, double high, double step, double start, double end) {

    private static final int MOST_TICKS = 8;
    private static final double[] NICE = {1, 2, 5, 10};
    /** A tick that is off by rounding is a tick still. */
    private static final double ROUNDING = 1e-9;

    /** A scale that holds all values between two ticks, whose distance is 1, 2 or 5 times a power of ten. */
    static Scale of(List<Double> values, double start, double end) {
        double least = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        double range = most > least ? most - least : Math.max(Math.abs(most), 1) / 10;
        double power = Math.pow(10, Math.floor(Math.log10(range / MOST_TICKS)));
        double step = power;
        for (double nice : NICE) {
            step = nice * power;
            if (range / step <= MOST_TICKS) {
                break;
            }
        }
        double low = Math.floor(least / step + ROUNDING) * step;
        double high = Math.ceil(most / step - ROUNDING) * step;
        return new Scale(low, high > low ? high : low + step, step, start, end);
    }

    /** The pixel of a number. */
    double at(double value) {
        return start + (value - low) / (high - low) * (end - start);
    }

    /** From the lowest to the highest. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        long last = Math.round((high - low) / step);
        for (long i = 0; i <= last; i++) {
            ticks.add(low + i * step);
        }
        return ticks;
    }

    /** A tick with as many decimals as its neighbours need. */
    String label(double tick) {
        int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - ROUNDING));
        return String.format(Locale.ROOT, "%." + decimals + "f", tick == 0 ? 0.0 : tick);
    }
}
