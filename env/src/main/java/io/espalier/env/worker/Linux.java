package io.espalier.env.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Text that Linux shows in its file system; absent elsewhere, and where this process may not read it. */
final class Linux {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path THREAD = Path.of("/proc/thread-self");
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final String CORE_FILE = "/sys/devices/system/cpu/cpu%d/%s";
    private static final String ALLOWED = "Cpus_allowed_list:";

    private Linux() {}

    /** The cores that the main thread of this process may run on, ascending; none where the system does not tell. */
    static List<Integer> allowedCores() {
        return lines(STATUS).stream()
                .filter(line -> line.startsWith(ALLOWED))
                .findFirst()
                .map(line -> coreList(line.substring(ALLOWED.length())))
                .orElse(List.of());
    }

    /** The calling thread's number; absent where the system does not tell. */
    static Optional<String> threadId() {
        try {
            return Optional.of(Files.readSymbolicLink(THREAD).getFileName().toString());
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /** The cores that share one core's execution units, with itself, as far as the system tells. */
    static List<Integer> siblings(int core) {
        return firstLine(Path.of(CORE_FILE.formatted(core, "topology/thread_siblings_list")))
                .map(Linux::coreList)
                .orElse(List.of(core));
    }

    /** How fast a core is at its best, in the scheduler's unit; only where cores differ does the system tell. */
    static int capacity(int core) {
        return firstLine(Path.of(CORE_FILE.formatted(core, "cpu_capacity")))
                .map(Integer::parseInt)
                .orElse(0);
    }

    /** The value behind the colon of the first line of {@code /proc/cpuinfo} that begins with this. */
    static Optional<String> processor(String key) {
        return lines(PROCESSORS).stream()
                .filter(line -> line.startsWith(key) && line.indexOf(':') >= 0)
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).trim());
    }

    static Optional<String> firstLine(Path file) {
        return lines(file).stream().findFirst().map(String::trim).filter(line -> !line.isEmpty());
    }

    /** For instance 0, 1, 2 and 5 of {@code 0-2,5}. */
    static List<Integer> coreList(String text) {
        TreeSet<Integer> cores = new TreeSet<>();
        for (String range : List.of(text.trim().split(","))) {
            List<String> ends = List.of(range.trim().split("-"));
            int last = Integer.parseInt(ends.get(ends.size() - 1));
            for (int core = Integer.parseInt(ends.get(0)); core <= last; core++) {
                cores.add(core);
            }
        }
        return List.copyOf(cores);
    }

    private static List<String> lines(Path file) {
        if (!Files.isReadable(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            // A file that the system shows and then refuses tells as little as none.
            return new ArrayList<>();
        }
    }
}
