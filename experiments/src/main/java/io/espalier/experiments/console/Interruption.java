package io.espalier.experiments.console;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * The wish to stop. A long loop calls {@link #check()} between steps; whoever owns a run catches the exception, writes the end of the
 * journal, and passes it on. Thread-safe.
 *
 * <p>Ctrl-C is heard before the virtual machine begins to end, because ONNX Runtime frees what running sessions need in a shutdown hook of its
 * own: a thread asks for the stop and waits until the command has {@linkplain #close() finished} or the grace is over. Either ends the machine
 * with 130. A second Ctrl-C ends it at once. Where signals cannot be had, a shutdown hook asks and waits.
 */
public final class Interruption implements AutoCloseable {

    /** What shells expect of a process that Ctrl-C ended: 128 + SIGINT. */
    private static final int EXIT_CODE = 130;

    private final CountDownLatch finished = new CountDownLatch(1);
    private final IntConsumer exit;
    private volatile boolean requested;
    private volatile boolean signalled;

    /** An interruption that comes only by {@link #request()}. */
    public Interruption() {
        this(code -> {});
    }

    private Interruption(IntConsumer exit) {
        this.exit = exit;
    }

    /**
     * An interruption that comes with Ctrl-C or {@code kill} too.
     *
     * @param grace how long the command may take to end in order
     * @param exit ends the process with an exit code; called when the command has ended after a signal, or has not in time
     */
    public static Interruption listen(Console console, Duration grace, IntConsumer exit) {
        Interruption interruption = new Interruption(exit);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interruption.stopWithin(console, grace), "interruption"));
        Signals.hear(() -> interruption.signalled(console, grace), "INT", "TERM");
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

    /** Says that the command has ended, in order or not. After a signal the process ends here, so that nothing can end it with another code. */
    @Override
    public void close() {
        finished.countDown();
        if (signalled) {
            exit.accept(EXIT_CODE);
        }
    }

    private void signalled(Console console, Duration grace) {
        if (requested) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
        signalled = true;
        stopWithin(console, grace);
        exit.accept(EXIT_CODE);
    }

    private void stopWithin(Console console, Duration grace) {
        if (finished.getCount() == 0 || requested) {
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
