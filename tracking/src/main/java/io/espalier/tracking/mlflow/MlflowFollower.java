package io.espalier.tracking.mlflow;

import io.espalier.tracking.run.RunFolder;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells an MLflow server about a run while it goes on, on a daemon thread of its own. It reads the run's folder and nothing else: whoever writes there
 * never waits for it and never knows of it, and its memory does not grow. A server that cannot be reached is named once; the follower keeps trying, and what it
 * did not send {@link #sync} sends later.
 */
public final class MlflowFollower implements AutoCloseable {

    private static final int MOST_DOUBLINGS = 4;

    private final RunFolder folder;
    private final MlflowSettings settings;
    private final Consumer<String> messages;
    private final MlflowSender sender;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean said;
    private volatile boolean failing;
    private volatile boolean over;

    private MlflowFollower(RunFolder folder, MlflowSettings settings, Consumer<String> messages) {
        this.folder = folder;
        this.settings = settings;
        this.messages = messages;
        this.sender = new MlflowSender(folder, settings, messages);
        this.thread = new Thread(this::follow, "mlflow-follower");
        this.thread.setDaemon(true);
    }

    /**
     * Begins to follow a run; returns at once.
     *
     * @param folder whose journal there is
     * @param messages takes, on the follower's thread, what the user should know; at most one message about a server that fails
     */
    public static MlflowFollower follow(RunFolder folder, MlflowSettings settings, Consumer<String> messages) {
        MlflowFollower follower = new MlflowFollower(folder, settings, messages);
        follower.thread.start();
        return follower;
    }

    /**
     * Sends all that a server does not have yet of a run's journal, and waits for it. A second call sends nothing twice.
     *
     * @param messages takes what the user should know
     * @return the run's name on the server
     * @throws MlflowUnavailableException if the server does not take it all; a later call goes on from there
     * @throws IllegalArgumentException if the journal is empty
     * @throws java.io.UncheckedIOException if the run's folder cannot be read or written
     */
    public static String sync(RunFolder folder, MlflowSettings settings, Consumer<String> messages) {
        try (MlflowSender sender = new MlflowSender(folder, settings, messages)) {
            boolean more = true;
            while (more) {
                more = sender.sendNext() > 0;
            }
            return sender.runId()
                    .orElseThrow(() -> new IllegalArgumentException("journal must hold an event: " + folder.journal()));
        } catch (MlflowUnavailableException e) {
            throw new MlflowUnavailableException(
                    "MLflow server " + settings.server() + " cannot be told about " + folder.path() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private void follow() {
        int failures = 0;
        boolean lastLook = false;
        while (!over) {
            boolean sentSome = false;
            try {
                sentSome = sender.sendNext() > 0;
                failures = 0;
                failing = false;
            } catch (MlflowUnavailableException e) {
                failures++;
                failing = true;
                sayOnce(String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                sayOnce(String.valueOf(e.getMessage()));
                return;
            }
            if (!sentSome) {
                if (lastLook) {
                    return;
                }
                lastLook = pause(failures);
            }
        }
    }

    /** Waits for news; true if the follower was closed meanwhile. */
    private boolean pause(int failures) {
        MlflowLimits limits = settings.limits();
        Duration pause = failures == 0
                ? limits.poll()
                : limits.retry().multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        try {
            return closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void sayOnce(String reason) {
        if (!said) {
            said = true;
            messages.accept("MLflow server " + settings.server() + " cannot be told about this run (" + reason
                    + "); the run goes on and keeps everything in " + folder.journal() + ", 'espalier sync "
                    + folder.path() + " --to "
                    + settings.server() + "' sends it later");
        }
    }

    /** Whether something could not be sent at some time, which the user was told then. */
    public boolean hasFailed() {
        return said;
    }

    /**
     * Sends what is left and stops, within {@link MlflowLimits#close()} at most; what could not be sent stays in the journal. A server that has not taken
     * the last portion gets {@link MlflowLimits#lastTry()} to do so, since nobody should wait for one that is not there.
     */
    @Override
    public void close() {
        closing.countDown();
        if (failing) {
            awaitThread(settings.limits().lastTry());
        }
        if (!failing) {
            awaitThread(settings.limits().close());
        }
        if (thread.isAlive()) {
            sayOnce("it needed more than " + settings.limits().close().toMillis() + " ms for the last events");
        }
        over = true;
        sender.close();
        thread.interrupt();
        // Its calls are broken off, so it ends at once; until then it might write what a sync writes too.
        awaitThread(settings.limits().lastTry());
    }

    private void awaitThread(Duration limit) {
        try {
            thread.join(limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
