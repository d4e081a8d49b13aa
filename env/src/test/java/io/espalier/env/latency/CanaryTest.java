package io.espalier.env.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.env.target.TargetNetwork;
import io.espalier.env.target.TargetSettings;
import io.espalier.env.worker.ForkedTarget;
import java.util.List;
import org.junit.jupiter.api.Test;

class CanaryTest {

    @Test
    void isAlwaysTheSame() {
        // Levels are remembered by this digest, and figures of two canaries are never compared.
        assertThat(Canary.network().id()).isEqualTo("85e1299aa6578d291aca35926111786f338b813b7de23d15aa0a294ad4841732");
    }

    /** How much a network on a machine that builds and tests may be off itself. */
    private static final double BUSY_MACHINE = 0.25;

    @Test
    void isMeasuredAgainstItselfOnThisMachine() {
        try (ForkedTarget target = ForkedTarget.start(TargetSettings.DEFAULTS)) {
            TargetNetwork canary = Canary.network();
            MeterSettings settings = MeterSettings.DEFAULTS.withBlocks(2, 2).withCapMillis(5000);
            Measurement measurement = new LatencyMeter(target, settings, CanaryLevels.inMemory())
                    .measure("canary", 1, canary, List.of(canary));
            assertThat(measurement.fingerprint()).isEqualTo(target.fingerprint());
            assertThat(measurement.candidates().get(0).ratio().log()).isCloseTo(0, within(BUSY_MACHINE));
            assertThat(measurement.conditions().canaryLevelNanos()).isPositive();
            assertThat(measurement.conditions().rounds().total())
                    .isEqualTo(measurement.conditions().blocks() * settings.roundsPerBlock());
        }
    }
}
