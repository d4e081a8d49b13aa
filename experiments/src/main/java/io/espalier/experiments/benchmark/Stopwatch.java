package io.espalier.experiments.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Times the laps of the calling thread twice: by the clock on the wall, and by the processor time that the thread got, which a machine that has
 * other work too disturbs less (compilers and garbage collectors have threads of their own and are not in it).
 */
public final class Stopwatch {

    private static final double NANOS_PER_MILLI = 1e6;

    private final LongSupplier wallNanos;
    private final LongSupplier processorNanos;
    private final List<Lap> laps = new ArrayList<>();
    private long wall;
    private long processor;

    /**
     * One lap.
     *
     * @param wallMillis time that went by
     * @param processorMillis time in which the thread ran
     */
    public record Lap(String name, double wallMillis, double processorMillis) {}

    Stopwatch(LongSupplier wallNanos, LongSupplier processorNanos) {
        this.wallNanos = wallNanos;
        this.processorNanos = processorNanos;
        this.wall = wallNanos.getAsLong();
        this.processor = processorNanos.getAsLong();
    }

    /** Starts for the calling thread. */
    public static Stopwatch start() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return new Stopwatch(System::nanoTime, threads::getCurrentThreadCpuTime);
    }

    /** Ends a lap; the next one begins. */
    public void lap(String name) {
        long wallNow = wallNanos.getAsLong();
        long processorNow = processorNanos.getAsLong();
        laps.add(new Lap(name, (wallNow - wall) / NANOS_PER_MILLI, (processorNow - processor) / NANOS_PER_MILLI));
        wall = wallNow;
        processor = processorNow;
    }

    /** The laps by now, and behind them their sum. */
    public List<Lap> laps() {
        List<Lap> all = new ArrayList<>(laps);
        all.add(new Lap(
                "together",
                laps.stream().mapToDouble(Lap::wallMillis).sum(),
                laps.stream().mapToDouble(Lap::processorMillis).sum()));
        return all;
    }
}
