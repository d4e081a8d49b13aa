package io.espalier.experiments.comparison;

import io.espalier.env.target.TargetSettings;
import java.util.List;

/**
 * What is compared.
 *
 * @param macs budget of the search that knows nothing of time, in (0, 1)
 * @param latencies budgets of the searches that do, each in (0, 1); at least one
 * @param first how the first target runs a network
 * @param second how the second one does
 */
public record ComparisonSettings(double macs, List<Double> latencies, TargetSettings first, TargetSettings second) {

    /** @throws IllegalArgumentException if a budget is out of range or there is none of latency */
    public ComparisonSettings {
        latencies = List.copyOf(latencies);
        if (!(macs > 0 && macs < 1)) {
            throw new IllegalArgumentException("macs must be in (0, 1): " + macs);
        }
        if (latencies.isEmpty() || !latencies.stream().allMatch(budget -> budget > 0 && budget < 1)) {
            throw new IllegalArgumentException("latencies must each be in (0, 1), at least one: " + latencies);
        }
    }
}
