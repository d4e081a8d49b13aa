package io.espalier.env.phase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PhaseClockTest {

    /** Doubles of seconds from whole nanoseconds. */
    private static final double ROUNDING = 1e-9;

    private long wall = 5_000_000_000L;
    private long process;
    private long thread;
    private final PhaseClock clock = new PhaseClock(new PhaseClock.Clocks(() -> wall, () -> process, () -> thread));

    @Test
    void aPhaseInsideAnotherInterruptsIt() {
        pass(1);
        clock.run(Phase.SCORING, () -> {
            pass(2);
            clock.run(Phase.MEASURING, () -> pass(4));
            pass(8);
        });
        pass(16);

        TimeSpent spent = clock.spent();

        assertThat(spent.wallSeconds())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(Phase.OTHER, 17.0, Phase.SCORING, 10.0, Phase.MEASURING, 4.0));
        assertThat(spent.totalWallSeconds()).isEqualTo(31, within(ROUNDING));
        assertThat(spent.cpuSeconds().get(Phase.MEASURING)).isEqualTo(8, within(ROUNDING));
        assertThat(spent.totalCpuSeconds()).isEqualTo(62, within(ROUNDING));
    }

    @Test
    void aFailureEndsItsPhase() {
        assertThatThrownBy(() -> clock.run(Phase.LEARNING, () -> {
                    pass(1);
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        pass(2);

        assertThat(clock.spent().wallSeconds()).isEqualTo(Map.of(Phase.OTHER, 2.0, Phase.LEARNING, 1.0));
    }

    @Test
    void workIsWhatTheThreadGotAndIsNoPhase() {
        String made = clock.in(
                Phase.SCORING,
                () -> clock.working(Work.INFERENCE, () -> {
                    pass(3);
                    thread += 1_000_000_000L;
                    return "made";
                }));
        clock.working(Work.INFERENCE, () -> thread += 500_000_000L);

        TimeSpent spent = clock.spent();

        assertThat(made).isEqualTo("made");
        assertThat(spent.workerCpuSeconds()).isEqualTo(Map.of(Work.INFERENCE, 1.5));
        assertThat(spent.totalWallSeconds()).isEqualTo(3, within(ROUNDING));
    }

    @Test
    void theTimeSinceTheStartIsCountedWhenAsked() {
        pass(1);
        assertThat(clock.spent().totalWallSeconds()).isEqualTo(1, within(ROUNDING));
        pass(1);
        assertThat(clock.spent().totalWallSeconds()).isEqualTo(2, within(ROUNDING));
    }

    /** On two processors. */
    private void pass(long seconds) {
        wall += seconds * 1_000_000_000L;
        process += 2 * seconds * 1_000_000_000L;
    }
}
