package io.espalier.env.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * What kept the calling thread from its core, as Linux counts it: time on the run queue ({@code /proc/thread-self/schedstat}, second
 * figure, nanoseconds) and time that the hypervisor took from all cores ({@code /proc/stat}, eighth figure of the first line, ticks).
 */
final class CoreWaiting {

    private static final Path SCHEDULE = Path.of("/proc/thread-self/schedstat");
    private static final Path STATISTICS = Path.of("/proc/stat");
    private static final int WAITED = 1;
    private static final int STOLEN = 8;
    /** USER_HZ is 100 on every Linux that has shipped. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private CoreWaiting() {}

    /** Nanoseconds that this thread has waited for a core since it began; empty where the system does not tell. */
    static OptionalLong waitedNanos() {
        return figure(SCHEDULE, WAITED);
    }

    /** Nanoseconds that the hypervisor has taken since the system began; empty where the system does not tell. */
    static OptionalLong stolenNanos() {
        OptionalLong ticks = figure(STATISTICS, STOLEN);
        return ticks.isPresent() ? OptionalLong.of(ticks.getAsLong() * NANOS_PER_TICK) : ticks;
    }

    private static OptionalLong figure(Path file, int index) {
        if (!Files.isReadable(file)) {
            return OptionalLong.empty();
        }
        try {
            List<String> words = List.of(
                    Files.readString(file).lines().findFirst().orElse("").trim().split("\\s+"));
            return words.size() > index ? OptionalLong.of(Long.parseLong(words.get(index))) : OptionalLong.empty();
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
