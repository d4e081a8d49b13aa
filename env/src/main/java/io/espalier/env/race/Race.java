package io.espalier.env.race;

import io.espalier.env.reward.Measure;
import io.espalier.models.runtime.Answers;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * How a candidate is shown the images part by part until it is known to have lost: a candidate that is better than the rival on all images by
 * more than the margin is stopped with a probability of at most the error, however small the parts are.
 */
final class Race {

    private final RaceSettings settings;
    private final Measure measure;
    private final Answers rival;
    private final int part;

    /**
     * @param measure what the two are compared by, which has a value of each image
     * @param rival to all images
     * @param part images after which the candidate may be stopped
     */
    Race(RaceSettings settings, Measure measure, Answers rival, int part) {
        this.settings = settings;
        this.measure = measure;
        this.rival = rival;
        this.part = part;
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
        Wager wager = new Wager(
                rival.size(),
                IntStream.range(0, rival.size())
                        .mapToDouble(image -> measure.of(rival, image))
                        .sum(),
                settings.margin());
        Optional<Answers> seen = Optional.empty();
        for (int from = 0; from < rival.size(); from += part) {
            List<Integer> shown = order.subList(from, Math.min(rival.size(), from + part));
            Answers answers = candidate.apply(shown);
            for (int i = 0; i < shown.size(); i++) {
                wager.see(measure.of(rival, shown.get(i)), measure.of(answers, i));
            }
            Answers all = seen.map(earlier -> earlier.then(answers)).orElse(answers);
            if (all.size() < rival.size() && wager.evidence() >= 1 / settings.error()) {
                return new Ending(all, true);
            }
            seen = Optional.of(all);
        }
        return new Ending(seen.orElseThrow(), false);
    }
}
