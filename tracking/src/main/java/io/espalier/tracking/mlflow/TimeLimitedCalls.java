package io.espalier.tracking.mlflow;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs calls that may hang on a daemon thread and goes on without them when their time is over. */
final class TimeLimitedCalls implements AutoCloseable {

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "mlflow-call");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * The call's result.
     *
     * @throws TimeoutException if there is none in time; the call's thread has then been interrupted
     * @throws ExecutionException if the call failed
     * @throws InterruptedException if the waiting thread was interrupted; the call's thread has then been interrupted too
     */
    <T> T call(Duration limit, Callable<T> work) throws TimeoutException, ExecutionException, InterruptedException {
        Future<T> result = threads.submit(work);
        try {
            return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (CancellationException e) {
            throw new ExecutionException(e);
        } finally {
            result.cancel(true);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
