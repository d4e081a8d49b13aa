package io.espalier.experiments.comparison;

import io.espalier.experiments.comparison.Standing.Difference;
import io.espalier.experiments.statistics.Interval;
import io.espalier.experiments.statistics.Mean;
import io.espalier.experiments.statistics.PairedDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A contest as Markdown.
 *
 * @param commits of the program that searched
 */
record ContestTables(ContestSettings settings, List<Standing> standings, List<String> commits) {

    ContestTables {
        standings = List.copyOf(standings);
        commits = List.copyOf(commits);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "Accuracy on the images of the reward, after reconstruction, of the best network so far: mean ± standard deviation over"
                        + " seeds %s [95 %% of the mean, bootstrap]. %d evaluations each; %s. Commit %s."
                                .formatted(
                                        settings.seeds(),
                                        settings.episodes(),
                                        settings.effort().ownCalibration()
                                                ? "each seed draws its own calibration images"
                                                : "all share their calibration images",
                                        String.join(", ", commits)));
        for (Variation budget : settings.budgets()) {
            List<Standing> here = standings.stream()
                    .filter(standing -> standing.budget().equals(budget.name()))
                    .toList();
            lines.add("");
            lines.add("### " + budget.name());
            lines.add("");
            lines.addAll(accuracies(here));
            if (settings.contenders().size() > 1) {
                lines.add("");
                lines.addAll(differences("points", here, difference -> Optional.of(difference.accuracy())));
                if (here.stream().anyMatch(standing -> standing.latency().isPresent())) {
                    lines.add("");
                    lines.addAll(differences("hundredths of the unpruned network's time", here, Difference::latency));
                }
            }
        }
        lines.add("");
        lines.add(warning());
        return lines;
    }

    private static List<String> accuracies(List<Standing> standings) {
        Standing first = standings.get(0);
        boolean latency =
                standings.stream().anyMatch(standing -> standing.latency().isPresent());
        boolean test = first.test().isPresent();
        List<String> lines = new ArrayList<>();
        lines.add("| |"
                + first.marks().stream()
                        .map(mark -> " after " + mark.evaluations() + " |")
                        .collect(Collectors.joining())
                + (latency ? " time / unpruned |" : "")
                + (test ? " test split |" : ""));
        lines.add("| --- |" + " ---: |".repeat(first.marks().size() + (latency ? 1 : 0) + (test ? 1 : 0)));
        for (Standing standing : standings) {
            lines.add("| " + standing.contender() + " |"
                    + standing.marks().stream()
                            .map(mark -> " " + text(mark.accuracy()) + " |")
                            .collect(Collectors.joining())
                    + standing.latency().map(mean -> " " + text(mean) + " |").orElse(latency ? " |" : "")
                    + standing.test().map(mean -> " " + text(mean) + " |").orElse(""));
        }
        return lines;
    }

    private static List<String> differences(
            String unit, List<Standing> standings, Function<Difference, Optional<PairedDifference>> figure) {
        List<String> lines = new ArrayList<>();
        lines.add("| difference in " + unit
                + ", same seeds | mean | 95 % bootstrap | 95 % Student | above | p, Student | p, signs |");
        lines.add("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (Standing standing : standings) {
            for (Difference difference : standing.differences()) {
                figure.apply(difference).ifPresent(paired -> lines.add(line(standing, difference, paired)));
            }
        }
        return lines;
    }

    private static String line(Standing standing, Difference difference, PairedDifference paired) {
        Mean mean = paired.difference();
        return format(
                "| %s - %s | %+.2f | %s | %s | %d of %d | %.4f | %.4f |",
                standing.contender(),
                difference.other(),
                100 * mean.mean(),
                points(mean.bootstrap()),
                points(mean.student()),
                paired.wins(),
                mean.count(),
                paired.studentP(),
                paired.signFlipP());
    }

    /** What so few seeds can say at most. */
    private String warning() {
        int seeds = settings.seeds().size();
        return format(
                "Of %d seeds: the least that the test of signs can give is p = %.4f; bootstrap intervals of few values are too narrow,"
                        + " Student's are right if the differences are distributed normally. Nothing here is corrected for the number of comparisons.",
                seeds, Math.pow(2, 1.0 - seeds));
    }

    private static String text(Mean mean) {
        return mean.count() == 1
                ? format("%.4f", mean.mean())
                : format(
                        "%.4f ± %.4f [%.4f, %.4f]",
                        mean.mean(),
                        mean.deviation(),
                        mean.bootstrap().lower(),
                        mean.bootstrap().upper());
    }

    private static String points(Interval interval) {
        return format("%+.2f to %+.2f", 100 * interval.lower(), 100 * interval.upper());
    }

    private static String format(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
