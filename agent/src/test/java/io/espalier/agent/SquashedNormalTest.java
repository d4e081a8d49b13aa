package io.espalier.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SquashedNormalTest {

    /** Central differences in double precision: the step's square and rounding over the step. */
    private static final double FINITE_DIFFERENCE = 1e-8;

    private static final double STEP = 1e-5;

    /** A midpoint sum over a density that falls to nothing at the ends. */
    private static final double QUADRATURE = 1e-4;

    private static final double TEMPERATURE = 0.3;

    /** Some value of an action: Q(a) = 2 a - a^2. */
    private static double objective(double mean, double logDeviation, double noise) {
        SquashedNormal.Draw draw = SquashedNormal.of(mean, logDeviation).draw(noise);
        double value = 2 * draw.action() - draw.action() * draw.action();
        return TEMPERATURE * draw.logDensity() - value;
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0.3", "1.2, -1, -1.5", "-2, 0.5, 0.7", "0.1, -3, 2"})
    void gradientsEqualFiniteDifferences(double mean, double logDeviation, double noise) {
        SquashedNormal.Draw draw = SquashedNormal.of(mean, logDeviation).draw(noise);
        double valueByAction = 2 - 2 * draw.action();
        double byMean = objective(mean + STEP, logDeviation, noise) - objective(mean - STEP, logDeviation, noise);
        double byLog = objective(mean, logDeviation + STEP, noise) - objective(mean, logDeviation - STEP, noise);
        assertThat(draw.byMean(TEMPERATURE, valueByAction)).isCloseTo(byMean / (2 * STEP), within(FINITE_DIFFERENCE));
        assertThat(draw.byLogDeviation(TEMPERATURE, valueByAction))
                .isCloseTo(byLog / (2 * STEP), within(FINITE_DIFFERENCE));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1.2, -1", "-1, 0.5"})
    void theDensityOfAllActionsAddsUpToOne(double mean, double logDeviation) {
        SquashedNormal normal = SquashedNormal.of(mean, logDeviation);
        int parts = 20_000;
        double sum = 0;
        for (int i = 0; i < parts; i++) {
            double action = (i + 0.5) / parts;
            double noise = (Math.log(action / (1 - action)) - mean) / Math.exp(logDeviation);
            SquashedNormal.Draw draw = normal.draw(noise);
            assertThat(draw.action()).isCloseTo(action, within(FINITE_DIFFERENCE));
            sum += Math.exp(draw.logDensity()) / parts;
        }
        assertThat(sum).isCloseTo(1, within(QUADRATURE));
    }

    @Test
    void aDeviationThatWasCutHasNoGradient() {
        assertThat(SquashedNormal.of(0, 7).logDeviation()).isEqualTo(1);
        assertThat(SquashedNormal.of(0, 7).draw(1).byLogDeviation(1, 1)).isZero();
    }
}
