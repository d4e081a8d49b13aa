package io.espalier.agent.network;

import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Two threads for parts of work that need nothing of each other: the caller's and one of its own. A part takes a tenth of a millisecond, so
 * whoever waits for the other looks again and again for a while before it sleeps.
 *
 * <p>For one caller at a time. What one thread wrote the other sees when {@link #each} has returned.
 */
public final class SideBySide implements AutoCloseable {

    /** All on the caller's thread, which needs no closing. */
    public static final SideBySide ALONE = new SideBySide(null);

    /** How long to look for the other before sleeping: from {@link #wake} to what is to be done. Longer takes time from whoever else computes. */
    private static final long LOOKING_NANOS = 100_000;

    private final @Nullable Partner partner;

    private SideBySide(@Nullable Partner partner) {
        this.partner = partner;
    }

    /** With a thread of its own until it is closed; {@link #ALONE} where there is but one processor. */
    public static SideBySide start() {
        return Runtime.getRuntime().availableProcessors() > 1 ? onTwoThreads() : ALONE;
    }

    /** The same whatever the number of processors. */
    public static SideBySide onTwoThreads() {
        Partner partner = new Partner();
        partner.start();
        return new SideBySide(partner);
    }

    /**
     * Does the parts 0 to {@code count - 1}: the even ones on the caller's thread, the odd ones on the other, both in order. Returns when
     * both threads are done.
     *
     * @throws RuntimeException that a part has thrown, the caller's before the other's
     */
    public void each(int count, IntConsumer part) {
        if (partner == null || count < 2) {
            everySecond(0, 1, count, part);
            return;
        }
        partner.give(() -> everySecond(1, 2, count, part));
        try {
            everySecond(0, 2, count, part);
        } finally {
            partner.await();
        }
        partner.rethrow();
    }

    private static void everySecond(int first, int step, int count, IntConsumer part) {
        for (int i = first; i < count; i += step) {
            part.accept(i);
        }
    }

    /** Has the other thread awake if there will be something to be done within a tenth of a millisecond, for waking takes time. */
    public void wake() {
        if (partner != null) {
            LockSupport.unpark(partner);
        }
    }

    /** Ends the thread. */
    @Override
    public void close() {
        if (partner != null) {
            partner.end();
        }
    }

    /** The other thread. Work is given by one thread only, and only when what was given before is done. */
    private static final class Partner extends Thread {

        private volatile @Nullable Runnable work;
        private volatile boolean ended;
        private @Nullable Thread giver;
        private @Nullable Throwable failure;

        Partner() {
            super("learner-beside");
            setDaemon(true);
        }

        @Override
        public void run() {
            while (true) {
                waitUntil(true);
                Runnable given = work;
                if (given == null) {
                    return;
                }
                Thread waiting = giver;
                try {
                    given.run();
                } catch (RuntimeException | Error e) {
                    failure = e;
                }
                work = null;
                LockSupport.unpark(waiting);
            }
        }

        void give(Runnable given) {
            failure = null;
            giver = Thread.currentThread();
            work = given;
            LockSupport.unpark(this);
        }

        void await() {
            waitUntil(false);
        }

        void rethrow() {
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
        }

        private void waitUntil(boolean given) {
            long start = System.nanoTime();
            while (given ? work == null && !ended : work != null) {
                if (System.nanoTime() - start < LOOKING_NANOS) {
                    Thread.onSpinWait();
                } else {
                    // An interrupt would end every sleep at once; it stays for whoever heeds it.
                    LockSupport.park(this);
                    start = System.nanoTime();
                }
            }
        }

        void end() {
            ended = true;
            LockSupport.unpark(this);
            boolean interrupted = false;
            while (isAlive()) {
                try {
                    join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
