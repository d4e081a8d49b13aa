package io.espalier.env.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

class WarmUpTest {

    private static final long MICRO = 1_000;
    private static final long SECOND = 1_000_000_000;

    private long now;
    private int runs;

    @Test
    void endsSoonWhereTheTimeIsStable() {
        warmUp(run -> 500 * MICRO);
        assertThat(runs).isBetween(10, 40);
    }

    @Test
    void goesOnWhileTheTimeFalls() {
        warmUp(run -> (long) (500 * MICRO * (1 + 10 * Math.exp(-run / 50.0))));
        assertThat(runs).isGreaterThan(200);
    }

    @Test
    void runsAFastNetworkOften() {
        warmUp(run -> 50 * MICRO);
        assertThat(runs).isGreaterThan(200);
    }

    @Test
    void givesUpOnATimeThatNeverSettles() {
        warmUp(run -> (long) (500 * MICRO * Math.pow(1.01, run)));
        assertThat(now).isBetween(SECOND, 2 * SECOND);
    }

    @Test
    void runsANetworkOfSecondsOnlyAFewTimes() {
        warmUp(run -> 2 * SECOND);
        assertThat(runs).isLessThanOrEqualTo(2);
    }

    private void warmUp(IntToLongFunction nanos) {
        new WarmUp(() -> now).run(new TimedModel() {
            @Override
            public void run() {
                now += nanos.applyAsLong(runs++);
            }

            @Override
            public void close() {}
        });
    }
}
