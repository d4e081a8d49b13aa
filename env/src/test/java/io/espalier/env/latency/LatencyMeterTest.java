package io.espalier.env.latency;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.env.target.TargetNetwork;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatencyMeterTest {

    private static final TargetNetwork REFERENCE = TargetNetwork.of(new byte[] {100});
    private static final TargetNetwork CANDIDATE = TargetNetwork.of(new byte[] {0});

    @Test
    void findsTheRatioOfAnUndisturbedMachine() {
        SimulatedTarget target = new SimulatedTarget(1).withCandidate(-0.115, 0.13);
        Measurement measurement = new LatencyMeter(target, MeterSettings.DEFAULTS, CanaryLevels.inMemory())
                .measure("a", 1, REFERENCE, List.of(CANDIDATE));
        assertThat(measurement.candidates().get(0).ratio().log()).isBetween(-0.125, -0.105);
        assertThat(measurement.verdict(0)).isEqualTo(Verdict.FASTER);
        assertThat(measurement.conditions().ending()).isEqualTo(Ending.PRECISE);
    }

    @Test
    void leavesOutRoundsThatTheCanarySaysWereDisturbed() {
        SimulatedTarget target = new SimulatedTarget(1).withCandidate(-0.115, 0.13);
        target.shared = block -> 0.5;
        Measurement measurement = new LatencyMeter(target, MeterSettings.DEFAULTS, CanaryLevels.inMemory())
                .measure("a", 1, REFERENCE, List.of(CANDIDATE));
        assertThat(measurement.candidates().get(0).ratio().log()).isBetween(-0.125, -0.105);
        assertThat(measurement.conditions().rounds().canary()).isPositive();
    }
}
