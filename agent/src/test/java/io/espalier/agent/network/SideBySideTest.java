package io.espalier.agent.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SideBySideTest {

    private static final int CALLS = 2000;

    @Test
    void doesEveryPartOnceOnTwoThreads() {
        Map<Integer, Thread> by = new ConcurrentHashMap<>();
        try (SideBySide threads = SideBySide.onTwoThreads()) {
            threads.each(
                    5, part -> assertThat(by.put(part, Thread.currentThread())).isNull());
        }
        assertThat(by).hasSize(5);
        assertThat(List.of(by.get(0), by.get(2), by.get(4))).containsOnly(Thread.currentThread());
        assertThat(by.get(1)).isSameAs(by.get(3)).isNotSameAs(Thread.currentThread());
    }

    /** Each waits for the other, which one thread alone never could. */
    @Test
    void doesTwoPartsAtOnce() {
        CountDownLatch both = new CountDownLatch(2);
        try (SideBySide threads = SideBySide.onTwoThreads()) {
            threads.each(2, part -> {
                both.countDown();
                wait(both);
            });
        }
        assertThat(both.getCount()).isZero();
    }

    @Test
    void wakingChangesNothingButWhen() throws InterruptedException {
        int[] counts = new int[2];
        SideBySide.ALONE.wake();
        try (SideBySide threads = SideBySide.onTwoThreads()) {
            for (int call = 1; call <= 200; call++) {
                threads.wake();
                if (call % 20 == 0) {
                    // Long enough for the other thread to fall asleep again.
                    Thread.sleep(1);
                }
                threads.each(2, part -> counts[part]++);
                assertThat(counts).containsExactly(call, call);
            }
            threads.wake();
        }
    }

    private static void wait(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void showsTheCallerWhatTheOtherWrote() {
        int[] counts = new int[2];
        try (SideBySide threads = SideBySide.onTwoThreads()) {
            IntStream.range(0, CALLS).forEach(call -> {
                threads.each(2, part -> counts[part]++);
                assertThat(counts).containsExactly(call + 1, call + 1);
            });
        }
    }

    @Test
    void failsWithWhatAPartThrew() {
        try (SideBySide threads = SideBySide.onTwoThreads()) {
            for (int failing = 0; failing < 2; failing++) {
                int part = failing;
                assertThatThrownBy(() -> threads.each(2, i -> failIf(i == part, i)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("part " + part);
            }
            threads.each(2, i -> failIf(false, i));
        }
    }

    private static void failIf(boolean fails, int part) {
        if (fails) {
            throw new IllegalStateException("part " + part);
        }
    }

    @Test
    void endsItsThread() {
        Thread[] by = new Thread[2];
        try (SideBySide threads = SideBySide.onTwoThreads()) {
            threads.each(2, part -> by[part] = Thread.currentThread());
            assertThat(by[1].isAlive()).isTrue();
        }
        assertThat(by[1].isAlive()).isFalse();
    }

    @Test
    void aloneDoesAllInOrderOnTheCallersThread() {
        StringBuilder order = new StringBuilder();
        SideBySide.ALONE.each(3, order::append);
        assertThat(order).hasToString("012");
    }
}
