package io.espalier.env.latency;

/**
 * How long a comparison lasts.
 *
 * @param enabled whether latency is measured at all
 * @param batch images in one inference
 * @param warmup untimed inferences of each network before the first pair
 * @param pairs rounds of a candidate inside the search
 * @param finalPairs timed pairs of the networks in the report
 */
public record LatencySettings(boolean enabled, int batch, int warmup, int pairs, int finalPairs) {

    /** Batch 1; 60 pairs give an interval of a few per cent for sub-millisecond networks, 1,000 one below one per cent. */
    public static final LatencySettings DEFAULTS = new LatencySettings(true, 1, 10, 60, 1000);

    private static final int SMALLEST_SAMPLE = 6;

    /** @throws IllegalArgumentException if a count is not positive (warm-up: negative) */
    public LatencySettings {
        requireAtLeast("batch", batch, 1);
        requireAtLeast("warmup", warmup, 0);
        requireAtLeast("pairs", pairs, SMALLEST_SAMPLE);
        requireAtLeast("finalPairs", finalPairs, SMALLEST_SAMPLE);
    }

    public LatencySettings withEnabled(boolean newEnabled) {
        return new LatencySettings(newEnabled, batch, warmup, pairs, finalPairs);
    }

    public LatencySettings withPairs(int newPairs) {
        return new LatencySettings(enabled, batch, warmup, newPairs, finalPairs);
    }

    private static void requireAtLeast(String name, int value, int least) {
        if (!(value >= least)) {
            throw new IllegalArgumentException("%s must be at least %d: %d".formatted(name, least, value));
        }
    }
}
