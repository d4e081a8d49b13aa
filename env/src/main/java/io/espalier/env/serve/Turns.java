package io.espalier.env.serve;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * One piece of work at a time, in the order in which it was asked for, so many waiting at most. Who asks for the same again joins it while it
 * waits or runs, and gets the same answer after it has ended. Thread-safe.
 */
final class Turns implements AutoCloseable {

    private static final long REMEMBERED_CHARACTERS = 16L << 20;

    private final int mostWaiting;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "target-turns");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Job> jobs = new HashMap<>();
    private final AnswerMemory memory = new AnswerMemory(REMEMBERED_CHARACTERS);

    Turns(int mostWaiting) {
        this.mostWaiting = mostWaiting;
    }

    /**
     * What is to be done.
     *
     * @param key names it
     * @param request what it is in full
     * @param remembered whether its answer is kept after its end
     * @param run does it
     */
    record Work(String key, String request, boolean remembered, Supplier<String> run) {}

    private record Job(Work work, CompletableFuture<String> answer) {}

    /**
     * Asks for work, and waits a while for its end.
     *
     * @return its answer; empty if it goes on: ask again
     * @throws RefusedException if too many wait, another request had this key, or the work itself is refused
     */
    Optional<String> ask(Work work, Duration wait) {
        CompletableFuture<String> answer = join(work);
        try {
            return Optional.of(answer.get(wait.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RefusedException.busy("the target is ending");
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    /** What runs goes on; its caller ends it. */
    @Override
    public void close() {
        worker.shutdownNow();
    }

    private synchronized CompletableFuture<String> join(Work work) {
        Optional<AnswerMemory.Answer> known = memory.get(work.key());
        if (known.isPresent()) {
            requireSame(work, known.get().request());
            return CompletableFuture.completedFuture(known.get().text());
        }
        Job running = jobs.get(work.key());
        if (running != null) {
            requireSame(work, running.work().request());
            return running.answer();
        }
        if (jobs.size() > mostWaiting) {
            throw RefusedException.busy("%d measurements are waiting already".formatted(mostWaiting));
        }
        Job job = new Job(work, new CompletableFuture<>());
        worker.execute(() -> run(job));
        jobs.put(work.key(), job);
        return job.answer();
    }

    private void run(Job job) {
        try {
            String answer = job.work().run().get();
            ended(job.work(), Optional.of(answer));
            job.answer().complete(answer);
        } catch (RuntimeException | Error e) {
            ended(job.work(), Optional.empty());
            job.answer().completeExceptionally(e);
        }
    }

    private synchronized void ended(Work work, Optional<String> answer) {
        jobs.remove(work.key());
        if (work.remembered()) {
            answer.ifPresent(text -> memory.put(work.key(), new AnswerMemory.Answer(work.request(), text)));
        }
    }

    private static void requireSame(Work work, String other) {
        if (!work.request().equals(other)) {
            throw RefusedException.of(Reply.BAD_REQUEST, "id must name one request: it was asked with another content");
        }
    }

    private static RuntimeException failure(ExecutionException failure) {
        return failure.getCause() instanceof RuntimeException cause
                ? cause
                : new IllegalStateException("the measurement has failed: " + failure.getCause(), failure);
    }
}
