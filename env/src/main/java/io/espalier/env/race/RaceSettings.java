package io.espalier.env.race;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether and when candidates are stopped.
 *
 * @param enabled whether any is; if not, each is scored on all search images
 * @param parts shares of the search images after which a candidate may be stopped, each in (0, 1) and larger than the one before
 * @param error largest probability that a candidate is stopped that is better, by more than the margin, on all images than the one that it is
 *     raced against, in (0, 1)
 * @param margin share of the images by which a candidate must be better to matter, in [0, 1); 0 for any difference
 */
public record RaceSettings(boolean enabled, List<Double> parts, double error, double margin) {

    public static final RaceSettings DEFAULTS = new RaceSettings(false, List.of(0.05, 0.1, 0.2, 0.4, 0.7), 0.05, 0);

    /** @throws IllegalArgumentException if the parts do not rise between 0 and 1 or the error is no probability */
    public RaceSettings {
        parts = List.copyOf(parts);
        double before = 0;
        for (double part : parts) {
            if (!(part > before && part < 1)) {
                throw new IllegalArgumentException("parts must rise from above 0 to below 1: " + parts);
            }
            before = part;
        }
        if (!(error > 0 && error < 1)) {
            throw new IllegalArgumentException("error must be in (0, 1): " + error);
        }
        if (!(margin >= 0 && margin < 1)) {
            throw new IllegalArgumentException("margin must be in [0, 1): " + margin);
        }
    }

    /**
     * Images that have been seen after each part, and all of them at the end; rising.
     *
     * @param images in all, at least 1
     */
    List<Integer> counts(int images) {
        List<Integer> counts = new ArrayList<>();
        for (double part : parts) {
            int count = (int) Math.round(part * images);
            if (count > (counts.isEmpty() ? 0 : counts.get(counts.size() - 1)) && count < images) {
                counts.add(count);
            }
        }
        counts.add(images);
        return counts;
    }
}
