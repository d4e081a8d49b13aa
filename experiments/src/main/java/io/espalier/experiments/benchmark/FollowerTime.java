package io.espalier.experiments.benchmark;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * How much processor time the threads got that tell a server about runs, from the start of this to its end. It looks at them again and again, so
 * that what one does after the last look at it, {@value #LOOK_MILLIS} ms at most, is not in it.
 */
final class FollowerTime implements AutoCloseable {

    private static final int LOOK_MILLIS = 20;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Map<Long, Long> nanos = new ConcurrentHashMap<>();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "benchmark-looking");
        thread.setDaemon(true);
        return thread;
    });

    private FollowerTime() {}

    /** Starts; threads of an earlier follower have ended. */
    static FollowerTime start() {
        FollowerTime time = new FollowerTime();
        var unused = time.looking.scheduleAtFixedRate(time::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return time;
    }

    private void look() {
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && follows(thread.getThreadName())) {
                long now = threads.getThreadCpuTime(thread.getThreadId());
                if (now >= 0) {
                    nanos.put(thread.getThreadId(), now);
                }
            }
        }
    }

    /** Those of the follower, and those that send its files. */
    private static boolean follows(String name) {
        return name.startsWith("mlflow-") || name.startsWith("HttpClient-");
    }

    /** By now. */
    Duration spent() {
        return Duration.ofNanos(
                nanos.values().stream().mapToLong(Long::longValue).sum());
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
