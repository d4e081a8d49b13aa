package io.espalier.env.race;

/**
 * Whether candidates are stopped, and how sure one must be.
 *
 * @param enabled whether any is; if not, each is scored on all search images
 * @param error largest probability that a candidate is stopped that is better, by more than the margin, on all images than the one that it is
 *     raced against, in (0, 1)
 * @param margin by how much of what the reward measures, in [0, 1), a candidate must be better to matter; 0 for any difference
 */
public record RaceSettings(boolean enabled, double error, double margin) {

    public static final RaceSettings DEFAULTS = new RaceSettings(false, 0.05, 0);

    /** @throws IllegalArgumentException if the error is no probability or the margin no share */
    public RaceSettings {
        if (!(error > 0 && error < 1)) {
            throw new IllegalArgumentException("error must be in (0, 1): " + error);
        }
        if (!(margin >= 0 && margin < 1)) {
            throw new IllegalArgumentException("margin must be in [0, 1): " + margin);
        }
    }
}
