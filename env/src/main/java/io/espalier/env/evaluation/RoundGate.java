package io.espalier.env.evaluation;

import io.espalier.models.coupling.PruningPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Where the k episodes of a round wait for each other: the last plan to arrive has all of them evaluated together, in episode order, so that
 * all cores work on accuracy, and what is to be measured whole is measured together.
 */
public final class RoundGate {

    private final CandidateEvaluator evaluator;
    private final int episodes;
    private final Map<Integer, PruningPlan> plans = new TreeMap<>();
    private final CompletableFuture<List<Evaluation>> result = new CompletableFuture<>();

    /**
     * @param episodes k, the number of plans to wait for
     * @throws IllegalArgumentException if k is not positive
     */
    public RoundGate(CandidateEvaluator evaluator, int episodes) {
        if (!(episodes > 0)) {
            throw new IllegalArgumentException("episodes must be positive: " + episodes);
        }
        this.evaluator = evaluator;
        this.episodes = episodes;
    }

    /**
     * Hands in the plan of an episode and waits for its evaluation.
     *
     * @param episode place in the round, from 0 to k - 1
     * @throws IllegalStateException if the episode has handed in a plan before, or the waiting thread is interrupted
     */
    public Evaluation evaluate(int episode, PruningPlan plan) {
        if (arrive(episode, plan)) {
            evaluateTogether();
        }
        try {
            return result.get().get(episode);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the round's other episodes", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the round could not be evaluated: " + message(e.getCause()), e);
        }
    }

    private synchronized boolean arrive(int episode, PruningPlan plan) {
        if (!(episode >= 0 && episode < episodes)) {
            throw new IllegalArgumentException("episode must be in [0, %d): %d".formatted(episodes, episode));
        }
        if (plans.putIfAbsent(episode, plan) != null) {
            throw new IllegalStateException("episode " + episode + " of the round has handed in a plan already");
        }
        return plans.size() == episodes;
    }

    private static @Nullable String message(@Nullable Throwable cause) {
        return cause == null ? null : cause.getMessage();
    }

    private void evaluateTogether() {
        try {
            result.complete(Collections.unmodifiableList(evaluator.evaluateAll(new ArrayList<>(plans.values()))));
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }
}
