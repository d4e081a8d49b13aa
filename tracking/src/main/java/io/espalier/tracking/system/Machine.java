package io.espalier.tracking.system;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the Java runtime and, on Linux, {@code /proc} know of the machine's load. A megabyte is 10⁶ bytes, as MLflow counts.
 *
 * @param place folder whose disk counts
 */
record Machine(Path place) {

    private static final double MEGABYTE = 1e6;
    private static final double KILOBYTE = 1024;
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** What can be known now, by name: right after the start a processor's load may be unknown. */
    Map<String, Double> look() throws IOException {
        Map<String, Double> found = new TreeMap<>();
        percentage(found, "cpu_utilization_percentage", SYSTEM.getCpuLoad());
        percentage(found, "process_cpu_utilization_percentage", SYSTEM.getProcessCpuLoad());
        memory(found);
        disk(found);
        return found;
    }

    /** The files that the system keeps in memory that nobody else needs do not count as used. */
    private static void memory(Map<String, Double> found) {
        double total = SYSTEM.getTotalMemorySize();
        double available = kilobytes("/proc/meminfo", "MemAvailable:").orElse((double) SYSTEM.getFreeMemorySize());
        found.put("system_memory_usage_megabytes", (total - available) / MEGABYTE);
        percentage(found, "system_memory_usage_percentage", (total - available) / total);
        Runtime java = Runtime.getRuntime();
        found.put("java_heap_usage_megabytes", (java.totalMemory() - java.freeMemory()) / MEGABYTE);
        kilobytes("/proc/self/status", "VmRSS:")
                .ifPresent(resident -> found.put("process_memory_usage_megabytes", resident / MEGABYTE));
    }

    private void disk(Map<String, Double> found) throws IOException {
        FileStore disk = Files.getFileStore(place);
        double total = disk.getTotalSpace();
        double free = disk.getUsableSpace();
        found.put("disk_available_megabytes", free / MEGABYTE);
        found.put("disk_usage_megabytes", (total - disk.getUnallocatedSpace()) / MEGABYTE);
        percentage(found, "disk_usage_percentage", (total - disk.getUnallocatedSpace()) / total);
    }

    /** Shares that nobody knows are negative or no numbers. */
    private static void percentage(Map<String, Double> found, String name, double share) {
        if (share >= 0 && Double.isFinite(share)) {
            found.put(name, 100 * share);
        }
    }

    /** The bytes that a line like {@code "VmRSS: 1234 kB"} tells. */
    private static OptionalDouble kilobytes(String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToDouble(line -> KILOBYTE * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }
}
