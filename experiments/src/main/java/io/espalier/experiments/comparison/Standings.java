package io.espalier.experiments.comparison;

import io.espalier.experiments.comparison.Standing.Difference;
import io.espalier.experiments.comparison.Standing.Mark;
import io.espalier.experiments.statistics.Mean;
import io.espalier.experiments.statistics.PairedDifference;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * From the curves of searches to what can be said of the contenders. Every contender is compared with random and uniform search if they take
 * part, else with the first contender, and with the best of the others; the best has the highest mean accuracy at the end, of equal ones it
 * is the first.
 *
 * @param results of all seeds for every budget and contender, in the order of the contenders
 * @param episodes of each search
 * @param key where resamples are drawn from
 */
record Standings(List<CellResult> results, int episodes, RandomKey key) {

    private static final Set<String> CONTROLS = Set.of("random", "uniform");

    Standings {
        results = List.copyOf(results);
    }

    /** One for every budget and contender. */
    List<Standing> all() {
        List<Standing> standings = new ArrayList<>();
        for (String budget : names(CellResult::budget)) {
            for (String contender : names(CellResult::contender)) {
                standings.add(standing(budget, contender));
            }
        }
        return standings;
    }

    /** A quarter, half and all of the evaluations. */
    List<Integer> marks() {
        return Stream.of(episodes / 4, episodes / 2, episodes)
                .filter(evaluations -> evaluations > 0)
                .distinct()
                .toList();
    }

    /** Over the seeds, the accuracy of the best network so far. */
    Mean accuracy(String budget, String contender, int evaluations) {
        return Mean.of(values(budget, contender, Curve::accuracies, evaluations), key);
    }

    private Standing standing(String budget, String contender) {
        List<Mark> marks = marks().stream()
                .map(evaluations -> new Mark(
                        evaluations,
                        accuracy(budget, contender, evaluations),
                        Mean.of(values(budget, contender, Curve::rewards, evaluations), key)))
                .toList();
        List<Difference> differences = others(budget, contender).stream()
                .map(other -> new Difference(
                        other,
                        difference(budget, contender, other, Curve::accuracies),
                        difference(budget, contender, other, Curve::rewards),
                        latencyDifference(budget, contender, other)))
                .toList();
        return new Standing(
                budget,
                contender,
                marks,
                known(latencies(budget, contender)),
                known(tests(budget, contender)),
                differences);
    }

    private List<Double> latencies(String budget, String contender) {
        return of(budget, contender)
                .flatMap(result -> result.curve().latency().stream())
                .toList();
    }

    private Optional<PairedDifference> latencyDifference(String budget, String contender, String other) {
        List<Double> own = latencies(budget, contender);
        List<Double> others = latencies(budget, other);
        long seeds = of(budget, contender).count();
        return own.size() == seeds && others.size() == seeds
                ? Optional.of(PairedDifference.of(own, others, key))
                : Optional.empty();
    }

    private List<Double> tests(String budget, String contender) {
        return of(budget, contender).flatMap(result -> result.test().stream()).toList();
    }

    private Optional<Mean> known(List<Double> values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(Mean.of(values, key));
    }

    private Set<String> others(String budget, String contender) {
        List<String> contenders = names(CellResult::contender);
        Set<String> others = new LinkedHashSet<>(
                contenders.stream().filter(CONTROLS::contains).toList());
        if (others.isEmpty()) {
            others.add(contenders.get(0));
        }
        contenders.stream()
                .filter(other -> !other.equals(contender))
                .max(Comparator.comparingDouble((String other) ->
                                accuracy(budget, other, episodes).mean())
                        .thenComparing(
                                Comparator.comparingInt(contenders::indexOf).reversed()))
                .ifPresent(others::add);
        others.remove(contender);
        return others;
    }

    private PairedDifference difference(
            String budget, String contender, String other, Function<Curve, List<Double>> figure) {
        return PairedDifference.of(
                values(budget, contender, figure, episodes), values(budget, other, figure, episodes), key);
    }

    private List<Double> values(
            String budget, String contender, Function<Curve, List<Double>> figure, int evaluations) {
        return of(budget, contender)
                .map(result -> figure.apply(result.curve()).get(evaluations - 1))
                .toList();
    }

    private Stream<CellResult> of(String budget, String contender) {
        return results.stream()
                .filter(result ->
                        result.budget().equals(budget) && result.contender().equals(contender));
    }

    /** In the order in which they came. */
    List<String> names(Function<CellResult, String> name) {
        return results.stream().map(name).distinct().toList();
    }
}
