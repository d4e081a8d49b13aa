package io.espalier.experiments.search;

import io.espalier.env.evaluation.CandidateLatency;
import io.espalier.env.evaluation.Evaluation;
import io.espalier.env.walk.EpisodeOutcome;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.models.coupling.PruningPlan;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What is done when every candidate that promised to be the best was measured to miss the latency budget: those that are said to be the
 * fastest are measured too.
 *
 * @param aim who may win, and whose merit decides
 * @param measure measures plans whole
 */
record LastResort(SearchConfig config, Aim aim, Function<List<PruningPlan>, List<Evaluation>> measure) {

    /** Enough that one is within the budget unless the predictions are off by far. */
    private static final int FASTEST = 8;

    /** @throws IllegalStateException if none of these may win either, saying how near the nearest is */
    Best among(List<Best> candidates) {
        List<Best> fastest = candidates.stream()
                .sorted(Comparator.comparingDouble(
                                (Best candidate) -> ratio(candidate.outcome().evaluation()))
                        .thenComparingInt(Best::episode))
                .limit(FASTEST)
                .toList();
        List<Evaluation> measured = measure.apply(
                fastest.stream().map(candidate -> candidate.outcome().plan()).toList());
        return IntStream.range(0, fastest.size())
                .mapToObj(i -> with(fastest.get(i), measured.get(i)))
                .filter(candidate -> aim.mayWin(candidate.outcome()))
                .max(Comparator.comparingDouble(candidate -> candidate.outcome().reward()))
                .orElseThrow(() -> new IllegalStateException(nearest(measured)));
    }

    private Best with(Best candidate, Evaluation measured) {
        return new Best(
                candidate.episode(),
                new EpisodeOutcome(
                        candidate.outcome().plan(),
                        measured,
                        aim.task().reward().merit(measured)));
    }

    private static double ratio(Evaluation evaluation) {
        return evaluation.latency().map(CandidateLatency::ratio).orElse(1.0);
    }

    private String nearest(List<Evaluation> measured) {
        double nearest = measured.stream().mapToDouble(LastResort::ratio).min().orElse(1);
        return String.format(
                Locale.ROOT,
                "no candidate was measured to be within budget.latency %s; the nearest has %.4f: raise the budget or search longer",
                config.budget().latency(),
                nearest);
    }
}
