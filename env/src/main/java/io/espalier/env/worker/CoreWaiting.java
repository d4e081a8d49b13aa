package io.espalier.env.worker;

import io.espalier.env.target.Block;
import java.nio.file.Path;

/**
 * What kept one thread from its core, as Linux counts it: time on the run queue ({@code /proc/thread-self/schedstat}: nanoseconds run,
 * nanoseconds waited) and time that the hypervisor took from all cores ({@code /proc/stat}, eighth figure of the first line, ticks). To be
 * made and asked by the thread that is meant.
 */
final class CoreWaiting {

    private static final Path SCHEDULE = Path.of("/proc/thread-self/schedstat");
    private static final Path STATISTICS = Path.of("/proc/stat");
    private static final int FIRST_LINE = 256;
    private static final int FIGURES_BEFORE_STOLEN = 7;
    /** USER_HZ is 100 on every Linux that has shipped. */
    static final long NANOS_PER_TICK = 10_000_000;

    // "thread-self" is the thread that opens it.
    private final ProcFile schedule = ProcFile.open(SCHEDULE, FIRST_LINE);
    private final ProcFile statistics = ProcFile.open(STATISTICS, FIRST_LINE);

    /** Nanoseconds that the thread has run; {@link Block.Round#UNKNOWN} where the system does not tell. */
    long ranNanos() {
        return schedule.read() ? schedule.next() : Block.Round.UNKNOWN;
    }

    /** Nanoseconds that the thread was ready and had no core; {@link Block.Round#UNKNOWN} where the system does not tell. */
    long waitedNanos() {
        return schedule.read() ? schedule.after(1) : Block.Round.UNKNOWN;
    }

    /** Nanoseconds that the hypervisor has taken since it began; {@link Block.Round#UNKNOWN} where the system does not tell. */
    long stolenNanos() {
        long ticks = statistics.read() ? statistics.after(FIGURES_BEFORE_STOLEN) : Block.Round.UNKNOWN;
        return ticks < 0 ? Block.Round.UNKNOWN : ticks * NANOS_PER_TICK;
    }
}
