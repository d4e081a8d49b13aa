package io.espalier.env.race;

import io.espalier.env.reward.Measure;
import io.espalier.models.runtime.Answers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * How a candidate is shown the images part by part until it is known to have lost: a candidate that is better than the rival on all images by
 * more than the margin is stopped with a probability of at most the error, however small the parts are. Several threads may show parts at once:
 * parts count in their order, and those behind the one that ended the race do not count, so the threads make no difference.
 */
final class Race {

    private final RaceSettings settings;
    private final Measure measure;
    private final List<Integer> order;
    private final int part;
    private final Wager wager;
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private final Map<Integer, Answers> early = new HashMap<>();
    private int begun;
    private int counted;
    private Optional<Answers> seen = Optional.empty();

    /**
     * @param measure what the two are compared by, which has a value of each image
     * @param course against the rival
     * @param part images after which the candidate may be stopped
     * @param random draws the order
     */
    Race(RaceSettings settings, Measure measure, Course course, int part, RandomGenerator random) {
        this.settings = settings;
        this.measure = measure;
        this.order = course.order(random);
        this.part = part;
        this.wager = new Wager(course, settings.margin());
    }

    /**
     * How a race ended.
     *
     * @param order of all images
     * @param seen answers to the images that were shown, in this order
     * @param lost whether the candidate was stopped
     */
    record Ending(List<Integer> order, Answers seen, boolean lost) {}

    /** Whether there is a part that nobody has begun to show. */
    synchronized boolean hasNext() {
        return !ending.isDone() && begun * part < order.size();
    }

    /**
     * Shows the next part, if there is one.
     *
     * @param candidate answers some of the images
     * @return whether there was one
     */
    boolean next(Function<List<Integer>, Answers> candidate) {
        int number;
        synchronized (this) {
            if (!hasNext()) {
                return false;
            }
            number = begun++;
        }
        try {
            count(number, candidate.apply(shown(number)));
            return true;
        } catch (RuntimeException | Error e) {
            ending.completeExceptionally(e);
            throw e;
        }
    }

    private List<Integer> shown(int number) {
        return order.subList(number * part, Math.min(order.size(), (number + 1) * part));
    }

    private synchronized void count(int number, Answers answers) {
        early.put(number, answers);
        for (Answers next = early.remove(counted); next != null && !ending.isDone(); next = early.remove(counted)) {
            see(shown(counted), next);
            counted++;
        }
    }

    private void see(List<Integer> shown, Answers answers) {
        for (int i = 0; i < shown.size(); i++) {
            wager.see(shown.get(i), measure.of(answers, i));
        }
        Answers all = seen.map(earlier -> earlier.then(answers)).orElse(answers);
        seen = Optional.of(all);
        boolean whole = all.size() == order.size();
        if (whole || wager.evidence() >= 1 / settings.error()) {
            ending.complete(new Ending(order, all, !whole));
        }
    }

    /** Waits until all parts that count have been shown; throws what kept one from being shown. */
    Ending ending() {
        try {
            return ending.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
