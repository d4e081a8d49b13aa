package io.espalier.env.scores;

/**
 * What the scores of a file depend on besides the plan: its first line.
 *
 * @param schema {@link #SCHEMA}
 * @param network digest of the unpruned network
 * @param images digest of the images that accuracy was measured on, and how
 * @param calibration digest of what the pruned networks were reconstructed from
 * @param engine what ran them
 */
public record ScoredOn(String schema, String network, String images, String calibration, String engine) {

    /** Of what {@link ScoreFile} writes now. */
    public static final String SCHEMA = "espalier-scores-3";

    /** In the present form. */
    public static ScoredOn of(String network, String images, String calibration, String engine) {
        return new ScoredOn(SCHEMA, network, images, calibration, engine);
    }
}
