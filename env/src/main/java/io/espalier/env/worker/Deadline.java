package io.espalier.env.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Does something when time is up, unless it was cancelled before. */
final class Deadline {

    private final AtomicBoolean over = new AtomicBoolean();
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    private Deadline() {}

    static Deadline in(Duration time, Runnable action) {
        Deadline deadline = new Deadline();
        // Completing it takes the timer away.
        deadline.done.orTimeout(time.toMillis(), TimeUnit.MILLISECONDS).exceptionally(late -> {
            deadline.over.set(true);
            action.run();
            return null;
        });
        return deadline;
    }

    boolean isOver() {
        return over.get();
    }

    void cancel() {
        done.complete(null);
    }
}
