package io.espalier.experiments.console;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The wish to stop. A long loop calls {@link #check()} between steps; whoever owns a run catches the exception, writes the end of the
 * journal, and passes it on. Thread-safe.
 *
 * <p>When Ctrl-C comes, the virtual machine runs the hook that {@link #listen} registered while the command's own thread goes on; the hook asks
 * for the stop and waits until the command has {@linkplain #close() finished} or the grace is over. The machine then ends with 130.
 */
public final class Interruption implements AutoCloseable {

    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean requested;

    /** An interruption that comes only by {@link #request()}. */
    public Interruption() {}

    /**
     * An interruption that comes with Ctrl-C or {@code kill} too.
     *
     * @param grace how long the command may take to end in order
     */
    public static Interruption listen(Console console, Duration grace) {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interruption.stopWithin(console, grace), "interruption"));
        return interruption;
    }

    /** Asks for the stop. */
    public void request() {
        requested = true;
    }

    public boolean requested() {
        return requested;
    }

    /** @throws InterruptedRunException if the stop was asked for */
    public void check() {
        if (requested) {
            throw new InterruptedRunException();
        }
    }

    /** Says that the command has ended, in order or not. */
    @Override
    public void close() {
        finished.countDown();
    }

    private void stopWithin(Console console, Duration grace) {
        if (finished.getCount() == 0) {
            return;
        }
        request();
        console.note("");
        console.note("espalier: stopping in order (at most %d s) ...".formatted(grace.toSeconds()));
        try {
            if (!finished.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                console.error("did not stop within %d s; what the journal has is on disk".formatted(grace.toSeconds()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
