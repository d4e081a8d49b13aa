package io.espalier.env.race;

import org.apache.commons.math3.distribution.HypergeometricDistribution;

/**
 * When a candidate cannot be better any more. Of a set of images some have been seen, drawn without replacement; the candidate and the
 * incumbent differ on some of these. A candidate that answers more of all images right than the incumbent wins at least half of all
 * images on which they differ, so that what it won by now is a hypergeometric number, which is too small with a probability that can be
 * bounded without knowing on how many of the unseen images they differ. Proof: docs/adr/0033.
 */
final class PairedTest {

    private PairedTest() {}

    /**
     * The largest probability with which a candidate that is better on all images wins so few of those on which the two differ.
     *
     * @param wins images seen that the candidate answers right and the incumbent wrong, at least 0
     * @param losses the reverse
     * @param unseen images that are left, at least 0
     */
    static double probability(int wins, int losses, int unseen) {
        int differing = wins + losses;
        if (2 * wins >= differing) {
            return 1;
        }
        int most = differing + unseen;
        int population = most + most % 2;
        // The generator is for sampling only, and none is wanted here.
        return new HypergeometricDistribution(null, population, population / 2, differing).cumulativeProbability(wins);
    }
}
