package io.espalier.env.latency;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * The fastest time that something has kept up for a while: times in their order are cut into stretches, and the second fastest stretch's
 * median is told, because one stretch may be luck. A few times make one stretch.
 */
final class SustainedLevel {

    /** Sixteen canaries in a row last some 20 milliseconds: longer than a lucky moment, shorter than a quiet spell. */
    private static final int STRETCH = 16;

    private SustainedLevel() {}

    /**
     * The level, in nanoseconds.
     *
     * @param nanos of one block, in the order in which they were measured
     * @return empty if there are none
     */
    static OptionalLong of(List<Long> nanos) {
        if (nanos.isEmpty()) {
            return OptionalLong.empty();
        }
        int stretches = Math.max(1, nanos.size() / STRETCH);
        double[] medians = new double[stretches];
        for (int i = 0; i < stretches; i++) {
            List<Long> stretch = nanos.subList(i * nanos.size() / stretches, (i + 1) * nanos.size() / stretches);
            medians[i] = BootstrapInterval.median(
                    stretch.stream().mapToDouble(Long::doubleValue).toArray());
        }
        Arrays.sort(medians);
        return OptionalLong.of(Math.round(medians[Math.min(1, stretches - 1)]));
    }
}
