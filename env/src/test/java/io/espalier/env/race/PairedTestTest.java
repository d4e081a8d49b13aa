package io.espalier.env.race;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.util.CombinatoricsUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against sums over all ways to draw the images, in populations small enough for it. */
class PairedTestTest {

    /** Sums of doubles. */
    private static final double ROUNDING = 1e-9;

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.05, 0.2, 0.4})
    void aCandidateThatIsBetterOnAllImagesIsRejectedNoMoreOftenThanTheLevelSays(double level) {
        double mostOften = 0;
        for (int images = 2; images <= 16; images++) {
            for (int losses = 0; losses < images; losses++) {
                for (int wins = losses + 1; wins + losses <= images; wins++) {
                    for (int seen = 1; seen < images; seen++) {
                        double rejected = rejected(new Population(images, wins, losses), seen, level);
                        assertThat(rejected).isLessThanOrEqualTo(level + ROUNDING);
                        mostOften = Math.max(mostOften, rejected);
                    }
                }
            }
        }
        assertThat(mostOften).as("the bound is not idle").isGreaterThan(level / 20);
    }

    @Test
    void isThatOfHalfOfAllImagesOnWhichTheTwoMayDiffer() {
        // Of 9 images on which they may differ a better candidate wins 5 at least, of 10 then: all 4 are losses in 5 of
        // 210 draws.
        assertThat(PairedTest.probability(0, 4, 5)).isEqualTo(5.0 / 210, within(ROUNDING));
    }

    @Test
    void whoCannotCatchUpIsRejectedForCertain() {
        assertThat(PairedTest.probability(1, 9, 6)).isZero();
        assertThat(PairedTest.probability(1, 9, 8)).isPositive();
    }

    @Test
    void whoHasWonHalfIsNeverRejected() {
        assertThat(PairedTest.probability(3, 3, 10)).isEqualTo(1);
        assertThat(PairedTest.probability(0, 0, 10)).isEqualTo(1);
    }

    @Test
    void fewerWinsMoreLossesAndFewerUnseenImagesSpeakAgainstACandidate() {
        double probability = PairedTest.probability(10, 20, 100);
        assertThat(PairedTest.probability(9, 20, 100)).isLessThan(probability);
        assertThat(PairedTest.probability(10, 22, 98)).isLessThan(probability);
        assertThat(PairedTest.probability(10, 20, 98)).isLessThan(probability);
    }

    private record Population(int images, int wins, int losses) {}

    private static double rejected(Population population, int seen, double level) {
        double rejected = 0;
        int same = population.images() - population.wins() - population.losses();
        for (int wins = 0; wins <= Math.min(seen, population.wins()); wins++) {
            for (int losses = 0; losses <= Math.min(seen - wins, population.losses()); losses++) {
                int others = seen - wins - losses;
                if (others <= same && PairedTest.probability(wins, losses, population.images() - seen) <= level) {
                    rejected += ways(population.wins(), wins)
                            * ways(population.losses(), losses)
                            * ways(same, others)
                            / ways(population.images(), seen);
                }
            }
        }
        return rejected;
    }

    private static double ways(int of, int chosen) {
        return CombinatoricsUtils.binomialCoefficientDouble(of, chosen);
    }
}
