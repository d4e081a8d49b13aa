package io.espalier.env.staircase;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.env.staircase.Calibration.Example;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationTest {

    /** As on a machine that was disturbed in every round: most of a layer seems to cost nothing, and nothing a hundred times as much. */
    @Test
    void aRatioIsPositiveWhateverWasMeasured() {
        double[] whole = {1};
        Calibration absurd = Calibration.of(
                List.of(new Example(new double[] {100}, 1e-9), new Example(new double[] {100}, 1e-9)), whole, 1);
        assertThat(absurd.ratio(1)).isPositive();
        assertThat(absurd.ratio(0)).isPositive();
    }

    @Test
    void weightsAreThoseOfTheMeasurements() {
        Calibration calibration = Calibration.of(
                List.of(new Example(new double[] {0.5, 0.5}, 0.5), new Example(new double[] {0.25, 0.5}, 0.375)),
                new double[] {1, 1},
                2);
        assertThat(calibration.ratio(0.5, 0.5)).isBetween(0.48, 0.52);
        assertThat(calibration.ratio(0.25, 0.5)).isBetween(0.35, 0.40);
    }
}
