package io.espalier.env.evaluation;

import io.espalier.env.evaluation.NetworkScorer.Candidate;
import io.espalier.models.runtime.ImageClassifier;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What a candidate's network is shown, step by step, and what comes of it. Several threads, each with an engine of its own, may take steps at
 * once; they must make no difference to what comes of it.
 */
public interface Examination<T> {

    /** Whether there is a step that nobody has begun. */
    boolean hasNext();

    /**
     * Takes the next step, if there is one.
     *
     * @param engine of the candidate's network
     * @return whether there was one
     */
    boolean next(ImageClassifier engine);

    /** What came of all steps; waits for those that others have begun. */
    T outcome(Candidate candidate);

    /** In one step, and what comes of its result. */
    static <S, T> Examination<T> inOneStep(Function<ImageClassifier, S> step, BiFunction<Candidate, S, T> outcome) {
        AtomicBoolean begun = new AtomicBoolean();
        CompletableFuture<S> result = new CompletableFuture<>();
        return new Examination<>() {
            @Override
            public boolean hasNext() {
                return !begun.get();
            }

            @Override
            public boolean next(ImageClassifier engine) {
                return begun.compareAndSet(false, true) && result.complete(step.apply(engine));
            }

            @Override
            public T outcome(Candidate candidate) {
                return outcome.apply(candidate, result.join());
            }
        };
    }
}
