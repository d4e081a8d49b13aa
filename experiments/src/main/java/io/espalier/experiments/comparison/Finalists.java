package io.espalier.experiments.comparison;

import io.espalier.experiments.comparison.FinishedRun.Candidate;
import io.espalier.models.coupling.PruningPlan;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which candidates of a target's searches are measured together, so that the clock and not a prediction says which is the fastest. */
final class Finalists {

    /** Enough that the fastest is among them although predictions err by some per cent, few enough to be measured in minutes. */
    private static final int MOST = 12;

    private static final Comparator<Candidate> BY_RATIO =
            Comparator.comparingDouble(candidate -> candidate.ratio().orElse(Double.POSITIVE_INFINITY));

    private Finalists() {}

    /**
     * The highest accuracy of which every one of several sets has as many plans as may be finalists. With the best plan of the weakest set
     * for it, that set would send one.
     */
    static double commonAccuracy(List<List<Candidate>> sets) {
        return sets.stream()
                .mapToDouble(Finalists::ofTheLastFinalist)
                .min()
                .orElseThrow(() -> new IllegalArgumentException("sets must not be empty"));
    }

    private static double ofTheLastFinalist(List<Candidate> candidates) {
        List<Double> accuracies = candidates.stream()
                .collect(Collectors.toMap(Candidate::plan, Candidate::searchAccuracy, Math::max))
                .values()
                .stream()
                .sorted(Comparator.reverseOrder())
                .limit(MOST)
                .toList();
        if (accuracies.isEmpty()) {
            throw new IllegalArgumentException("candidates must not be empty");
        }
        return accuracies.get(accuracies.size() - 1);
    }

    /**
     * Those of at least an accuracy that are known, or taken, to be the fastest; each plan once. If none is so accurate, the most accurate.
     *
     * @param candidates at least one
     */
    static List<Candidate> of(List<Candidate> candidates, double accuracy) {
        double floor = Math.min(accuracy, best(candidates));
        Collection<Candidate> distinct = candidates.stream()
                .filter(candidate -> candidate.searchAccuracy() >= floor)
                .collect(Collectors.toMap(Candidate::plan, candidate -> candidate, Finalists::faster))
                .values();
        return distinct.stream()
                .sorted(BY_RATIO.thenComparing(Comparator.comparingDouble(Candidate::searchAccuracy)
                        .reversed()
                        .thenComparing(Candidate::macs)))
                .limit(MOST)
                .toList();
    }

    /** The finalists of several targets, each plan once and as it is found first. */
    static List<Candidate> union(List<List<Candidate>> finalists) {
        Map<PruningPlan, Candidate> distinct = new LinkedHashMap<>();
        finalists.forEach(some -> some.forEach(candidate -> distinct.putIfAbsent(candidate.plan(), candidate)));
        return List.copyOf(distinct.values());
    }

    private static Candidate faster(Candidate one, Candidate other) {
        return BY_RATIO.compare(one, other) <= 0 ? one : other;
    }

    private static double best(List<Candidate> candidates) {
        return candidates.stream()
                .mapToDouble(Candidate::searchAccuracy)
                .max()
                .orElseThrow(() -> new IllegalArgumentException("candidates must not be empty"));
    }
}
