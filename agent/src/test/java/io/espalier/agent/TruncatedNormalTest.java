package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.random.RandomKey;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TruncatedNormalTest {

    private static final int DRAWS = 20_000;

    /** Four standard errors of a mean of draws whose deviation is below 0.3. */
    private static final double SAMPLING = 4 * 0.3 / Math.sqrt(DRAWS);

    @ParameterizedTest
    @CsvSource({"0.5, 0.5", "0, 0.5", "1, 0.1", "0.2, 0.001"})
    void drawsInsideTheRangeWithTheMeanOfTheCutDistribution(double mean, double deviation) {
        RandomGenerator generator = RandomKey.of(2, "test.normal").generator();
        double sum = 0;
        for (int i = 0; i < DRAWS; i++) {
            double drawn = new TruncatedNormal(mean, deviation).draw(generator);
            assertThat(drawn).isBetween(0.0, 1.0);
            sum += drawn;
        }
        assertThat(sum / DRAWS).isCloseTo(cutMean(mean, deviation), within(SAMPLING));
    }

    private static double cutMean(double mean, double deviation) {
        var normal = new NormalDistribution(null, 0, 1);
        double alpha = -mean / deviation;
        double beta = (1 - mean) / deviation;
        double mass = normal.cumulativeProbability(beta) - normal.cumulativeProbability(alpha);
        return mean + deviation * (normal.density(alpha) - normal.density(beta)) / mass;
    }
}
