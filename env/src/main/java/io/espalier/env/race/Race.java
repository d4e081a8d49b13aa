package io.espalier.env.race;

import io.espalier.models.runtime.Answers;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a candidate is shown the images part by part until it is known to have lost. After each part but the last it is stopped if a
 * candidate that is better than the rival on all images would have won so few of the images on which the two differ with a probability of
 * no more than the error divided by the number of these parts; by the union bound the probability of being stopped wrongly at any of them
 * is no more than the error.
 */
final class Race {

    private final RaceSettings settings;
    private final Answers rival;
    private final List<Integer> counts;

    /** @param rival to all images; where there is a margin it is given so many more right answers, those that it missed by least */
    Race(RaceSettings settings, Answers rival) {
        this.settings = settings;
        this.rival = rival.withMoreRight((int) Math.round(settings.margin() * rival.size()));
        this.counts = settings.counts(rival.size());
    }

    /**
     * How a race ended.
     *
     * @param seen answers to the images that were shown, in the order in which they were shown
     * @param lost whether the candidate was stopped
     */
    record Ending(Answers seen, boolean lost) {}

    /**
     * Runs a candidate.
     *
     * @param order of all images
     * @param candidate answers some of them
     */
    Ending run(List<Integer> order, Function<List<Integer>, Answers> candidate) {
        Optional<Answers> seen = Optional.empty();
        for (int count : counts) {
            int before = seen.map(Answers::size).orElse(0);
            Answers part = candidate.apply(order.subList(before, count));
            Answers all = seen.map(earlier -> earlier.then(part)).orElse(part);
            if (count < rival.size() && isLost(order, all)) {
                return new Ending(all, true);
            }
            seen = Optional.of(all);
        }
        return new Ending(seen.orElseThrow(), false);
    }

    private boolean isLost(List<Integer> order, Answers seen) {
        int wins = 0;
        int losses = 0;
        for (int i = 0; i < seen.size(); i++) {
            boolean rivalRight = rival.right(order.get(i));
            wins += seen.right(i) && !rivalRight ? 1 : 0;
            losses += rivalRight && !seen.right(i) ? 1 : 0;
        }
        double probability = PairedTest.probability(wins, losses, rival.size() - seen.size());
        return probability <= settings.error() / (counts.size() - 1);
    }
}
