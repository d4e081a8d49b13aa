package io.espalier.experiments.criteria;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * A comparison as Markdown: one row a criterion, for each ratio the accuracy after surgery and after reconstruction.
 *
 * @param ratios removed shares of every group's units
 * @param macs share of the MACs that each ratio leaves
 * @param results one for each criterion, several for one that was repeated; these become one row of means with the largest distance from it
 */
public record CriteriaTable(List<Double> ratios, List<Double> macs, List<CriterionResult> results) {

    public CriteriaTable {
        ratios = List.copyOf(ratios);
        macs = List.copyOf(macs);
        results = List.copyOf(results);
    }

    /** The lines of the table. */
    public List<String> lines() {
        List<String> headings = new ArrayList<>(List.of("criterion"));
        for (int i = 0; i < ratios.size(); i++) {
            String ratio = format("%.0f %% (MACs %.1f %%)", 100 * ratios.get(i), 100 * macs.get(i));
            headings.add(ratio);
            headings.add("reconstructed");
        }
        headings.add("ranking ms");
        List<String> lines = new ArrayList<>();
        lines.add(row(headings));
        lines.add(row(headings.stream()
                .map(heading -> heading.equals("criterion") ? "---" : "---:")
                .toList()));
        results.stream().map(CriterionResult::criterion).distinct().forEach(name -> lines.add(row(cells(name))));
        return lines;
    }

    private List<String> cells(String name) {
        List<CriterionResult> repeats = results.stream()
                .filter(result -> result.criterion().equals(name))
                .toList();
        List<String> cells = new ArrayList<>();
        cells.add(repeats.size() == 1 ? name : "%s (mean of %d)".formatted(name, repeats.size()));
        for (int i = 0; i < ratios.size(); i++) {
            int ratio = i;
            cells.add(spread(repeats, result -> result.scores().get(ratio).surgery()));
            cells.add(spread(repeats, result -> result.scores().get(ratio).reconstruction()));
        }
        cells.add(format(
                "%.0f",
                repeats.stream()
                        .mapToDouble(CriterionResult::rankingMillis)
                        .average()
                        .orElse(0)));
        return cells;
    }

    private static String spread(List<CriterionResult> repeats, ToDoubleFunction<CriterionResult> value) {
        double mean = repeats.stream().mapToDouble(value).average().orElse(0);
        double most = repeats.stream()
                .mapToDouble(result -> Math.abs(value.applyAsDouble(result) - mean))
                .max()
                .orElse(0);
        return repeats.size() == 1 ? format("%.4f", mean) : format("%.4f ± %.4f", mean, most);
    }

    private static String row(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String format(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }
}
