package io.espalier.env.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How long each core has been busy since the system began, in nanoseconds, at the system's tick. */
record CoreLoad(Map<Integer, Long> busyNanos) {

    private static final Path STATISTICS = Path.of("/proc/stat");
    private static final String CORE = "cpu";
    /** Figures of a line: user, nice, system, idle, waiting for a disc, and further ways to be busy. */
    private static final List<Integer> BUSY = List.of(1, 2, 3, 6, 7, 8);

    CoreLoad {
        busyNanos = Map.copyOf(busyNanos);
    }

    /** At this moment; nothing where the system does not tell. */
    static CoreLoad now() {
        if (!Files.isReadable(STATISTICS)) {
            return new CoreLoad(Map.of());
        }
        try (var lines = Files.lines(STATISTICS)) {
            return of(lines.toList());
        } catch (IOException e) {
            return new CoreLoad(Map.of());
        }
    }

    static CoreLoad of(List<String> lines) {
        Map<Integer, Long> busy = new TreeMap<>();
        for (String line : lines) {
            List<String> words = List.of(line.split("\\s+"));
            if (words.get(0).startsWith(CORE) && words.get(0).length() > CORE.length()) {
                long ticks = 0;
                for (int figure : BUSY) {
                    ticks += figure < words.size() ? Long.parseLong(words.get(figure)) : 0;
                }
                busy.put(Integer.parseInt(words.get(0).substring(CORE.length())), ticks * CoreWaiting.NANOS_PER_TICK);
            }
        }
        return new CoreLoad(busy);
    }

    /** How long a core has been busy since an earlier look; 0 where the system does not tell. */
    long since(CoreLoad earlier, int core) {
        long now = busyNanos.getOrDefault(core, 0L);
        return now - earlier.busyNanos.getOrDefault(core, now);
    }
}
