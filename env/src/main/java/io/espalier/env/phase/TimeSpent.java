package io.espalier.env.phase;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Where the time of a run went; phases and work that took none are absent.
 *
 * @param wallSeconds time that went by in each phase; they add up to the run's
 * @param cpuSeconds time of processors that the whole process got in each phase, its compilers and collectors included
 * @param workerCpuSeconds time of processors that the workers' threads got for each kind of work, added up over workers; a part of the
 *     {@code cpuSeconds} of scoring and profile
 */
public record TimeSpent(
        Map<Phase, Double> wallSeconds, Map<Phase, Double> cpuSeconds, Map<Work, Double> workerCpuSeconds) {

    public TimeSpent {
        wallSeconds = Collections.unmodifiableMap(new EnumMap<>(wallSeconds));
        cpuSeconds = Collections.unmodifiableMap(new EnumMap<>(cpuSeconds));
        workerCpuSeconds = Collections.unmodifiableMap(new EnumMap<>(workerCpuSeconds));
    }

    /** The run's whole time. */
    public double totalWallSeconds() {
        return wallSeconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** What all processors together gave the run. */
    public double totalCpuSeconds() {
        return cpuSeconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
