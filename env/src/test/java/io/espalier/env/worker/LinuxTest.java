package io.espalier.env.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class LinuxTest {

    private static final long SPIN_NANOS = 20_000_000;

    @Test
    void readsListsOfCores() {
        assertThat(Linux.coreList("0-2,5\n")).containsExactly(0, 1, 2, 5);
        assertThat(Linux.coreList("3")).containsExactly(3);
    }

    @Test
    void addsUpWhatKeepsACoreBusy() {
        List<String> before = List.of("cpu  9 9 9 9 9 9 9 9 0 0", "cpu0 10 1 2 1000 50 3 4 5 0 0", "intr 5");
        List<String> after = List.of("cpu  9 9 9 9 9 9 9 9 0 0", "cpu0 20 2 4 9000 90 4 5 6 0 0", "intr 5");
        assertThat(CoreLoad.of(after).since(CoreLoad.of(before), 0)).isEqualTo(16 * CoreWaiting.NANOS_PER_TICK);
        assertThat(CoreLoad.of(after).since(CoreLoad.of(before), 7)).isZero();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void readsAnewHowLongAThreadHasRun() {
        CoreWaiting waiting = new CoreWaiting();
        long ran = waiting.ranNanos();
        long start = System.nanoTime();
        while (System.nanoTime() - start < SPIN_NANOS) {
            Thread.onSpinWait();
        }
        assertThat(waiting.ranNanos() - ran).isPositive();
        assertThat(waiting.waitedNanos()).isNotNegative();
        assertThat(waiting.stolenNanos()).isNotNegative();
    }
}
