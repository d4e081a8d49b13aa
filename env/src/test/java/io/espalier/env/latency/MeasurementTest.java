package io.espalier.env.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.espalier.env.target.TargetFingerprint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasurementTest {

    private static final double ROUNDING = 1e-12;

    @Test
    void noiseFloorIsAsFarAsTheTwinMayBeOff() {
        LatencyRatio twin = new LatencyRatio(Math.exp(0.004), Math.exp(-0.001), Math.exp(0.009), 400);
        assertThat(measurement(ratio(0.9), twin, false).noiseFloor()).isCloseTo(0.004 + 0.005, within(ROUNDING));
    }

    @Test
    void tellsFasterAndSlower() {
        assertThat(measurement(ratio(0.9), ratio(1), false).verdict(0)).isEqualTo(Verdict.FASTER);
        assertThat(measurement(ratio(1.1), ratio(1), false).verdict(0)).isEqualTo(Verdict.SLOWER);
    }

    @Test
    void claimsNothingBelowTheNoiseFloor() {
        // Both intervals are without 1, but the twin is further off than the candidate.
        Measurement measurement = measurement(ratio(0.98), ratio(1.03), false);
        assertThat(measurement.verdict(0)).isEqualTo(Verdict.NO_DIFFERENCE);
    }

    @Test
    void claimsNothingIfTheIntervalHoldsOne() {
        LatencyRatio wide = new LatencyRatio(0.9, 0.8, 1.01, 400);
        assertThat(measurement(wide, ratio(1), false).verdict(0)).isEqualTo(Verdict.NO_DIFFERENCE);
    }

    @Test
    void claimsNothingOfADisturbedMachine() {
        assertThat(measurement(ratio(0.5), ratio(1), true).verdict(0)).isEqualTo(Verdict.NOT_KNOWN);
    }

    @Test
    void refusesTimesThatAreNotInOrder() {
        assertThatThrownBy(() -> new LatencySummary(ratio(1), 5, 4, 6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("times must be positive and in order: median 5, p90 4, p99 6");
    }

    @Test
    void refusesARatioOutsideOfItsInterval() {
        assertThatThrownBy(() -> new LatencyRatio(Double.NaN, 0.9, 1.1, 5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ratio must be positive, finite and inside its interval: NaN in [0.9, 1.1]");
        assertThatThrownBy(() -> new LatencyRatio(1, 1, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rounds must be positive: 0");
    }

    @Test
    void refusesSettingsThatCannotBeMet() {
        assertThatThrownBy(() -> MeterSettings.DEFAULTS.withPrecision(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("precision must be in (0, 1): NaN");
        assertThatThrownBy(() -> MeterSettings.DEFAULTS.withBlocks(1, 5)).hasMessage("minBlocks must be at least 2: 1");
        assertThatThrownBy(() -> MeterSettings.DEFAULTS.withBlocks(5, 4)).hasMessage("maxBlocks must be at least 5: 4");
        assertThatThrownBy(() -> MeterSettings.DEFAULTS.withRoundsPerBlock(0))
                .hasMessage("roundsPerBlock must be at least 1: 0");
        assertThatThrownBy(() -> MeterSettings.DEFAULTS.withCapMillis(0)).hasMessage("capMillis must be at least 1: 0");
    }

    /** A ratio that is known to half a per cent. */
    private static LatencyRatio ratio(double ratio) {
        return new LatencyRatio(ratio, ratio * Math.exp(-0.005), ratio * Math.exp(0.005), 400);
    }

    private static Measurement measurement(LatencyRatio candidate, LatencyRatio twin, boolean disturbed) {
        Conditions conditions =
                new Conditions(6, RoundCounts.NONE, 100_000, 60_000, 0, Drift.NONE, Ending.PRECISE, disturbed, 1);
        return new Measurement(
                TargetFingerprint.of(Map.of("machine", "here")),
                new LatencySummary(new LatencyRatio(1, 1, 1, 400), 500, 510, 520),
                List.of(new LatencySummary(candidate, 500, 510, 520)),
                twin,
                conditions);
    }
}
