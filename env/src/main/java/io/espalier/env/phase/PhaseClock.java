package io.espalier.env.phase;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Knows in which phase a run is and how long it was in each. A phase inside another interrupts it: what measuring takes is not counted as
 * scoring. Threads may share a clock; phases are entered by one thread at a time, which may be another each time, and work is reported by
 * any number at once.
 */
public final class PhaseClock {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Clocks clocks;
    private final Map<Phase, Long> wall = new EnumMap<>(Phase.class);
    private final Map<Phase, Long> cpu = new EnumMap<>(Phase.class);
    private final Map<Work, Long> work = new EnumMap<>(Work.class);
    private Phase current = Phase.OTHER;
    private long wallSince;
    private long cpuSince;

    /**
     * What is asked for the time, all in nanoseconds since any moment.
     *
     * @param wall time that goes by
     * @param process time of processors that the process got
     * @param thread time of processors that the calling thread got
     */
    record Clocks(LongSupplier wall, LongSupplier process, LongSupplier thread) {}

    PhaseClock(Clocks clocks) {
        this.clocks = clocks;
        this.wallSince = clocks.wall().getAsLong();
        this.cpuSince = clocks.process().getAsLong();
    }

    /** A clock that starts now, in {@link Phase#OTHER}. */
    public static PhaseClock start() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        OperatingSystemMXBean process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new PhaseClock(
                new Clocks(System::nanoTime, process::getProcessCpuTime, threads::getCurrentThreadCpuTime));
    }

    /** Does something in a phase, then goes back to the phase from before, also after a failure. */
    public <T> T in(Phase phase, Supplier<T> task) {
        Phase before = enter(phase);
        try {
            return task.get();
        } finally {
            enter(before);
        }
    }

    /** The same for what gives no result. */
    public void run(Phase phase, Runnable task) {
        in(phase, () -> {
            task.run();
            return phase;
        });
    }

    /** Does a worker's task on the calling thread. */
    public <T> T working(Work kind, Supplier<T> task) {
        long before = clocks.thread().getAsLong();
        try {
            return task.get();
        } finally {
            worked(kind, clocks.thread().getAsLong() - before);
        }
    }

    /** What was spent by now. */
    public synchronized TimeSpent spent() {
        enter(current);
        return new TimeSpent(seconds(Phase.class, wall), seconds(Phase.class, cpu), seconds(Work.class, work));
    }

    private synchronized Phase enter(Phase phase) {
        long wallNow = clocks.wall().getAsLong();
        long cpuNow = clocks.process().getAsLong();
        wall.merge(current, wallNow - wallSince, Long::sum);
        cpu.merge(current, cpuNow - cpuSince, Long::sum);
        wallSince = wallNow;
        cpuSince = cpuNow;
        Phase before = current;
        current = phase;
        return before;
    }

    private synchronized void worked(Work kind, long nanos) {
        work.merge(kind, nanos, Long::sum);
    }

    private static <K extends Enum<K>> Map<K, Double> seconds(Class<K> type, Map<K, Long> nanos) {
        Map<K, Double> seconds = new EnumMap<>(type);
        nanos.forEach((key, value) -> seconds.put(key, value / NANOS_PER_SECOND));
        return seconds;
    }
}
