package io.espalier.tracking.system;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One look at the machine.
 *
 * @param step number of the look, from 0, counted over all processes of the run
 * @param atMillis when, milliseconds since 1970
 * @param metrics by name, with the unit in it; the names are MLflow's where it has one
 */
public record SystemSample(long step, long atMillis, SortedMap<String, Double> metrics) {

    public SystemSample {
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    }

    static SystemSample of(long step, long atMillis, Map<String, Double> metrics) {
        return new SystemSample(step, atMillis, new TreeMap<>(metrics));
    }
}
