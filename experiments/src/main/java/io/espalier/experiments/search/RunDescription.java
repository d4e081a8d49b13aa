package io.espalier.experiments.search;

import io.espalier.experiments.config.LoadedConfig;
import io.espalier.experiments.config.SearchConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a run is, as Markdown. */
final class RunDescription {

    private static final String BUDGET = "budget.";

    private RunDescription() {}

    /**
     * What is searched for, and what was found.
     *
     * @param subjects lines of the report; empty before there is one
     */
    static String of(LoadedConfig<SearchConfig> loaded, List<Subject> subjects) {
        SearchConfig config = loaded.config();
        List<String> lines = new ArrayList<>(
                List.of("Search for a smaller network within %s: agent `%s`, %d episodes, seed %d, config hash `%s`."
                        .formatted(
                                budget(loaded.flat()),
                                loaded.flat().get("search.agent"),
                                config.search().episodes(),
                                config.seed(),
                                loaded.hash())));
        if (!subjects.isEmpty()) {
            lines.add("");
            lines.addAll(ReportTable.markdown(subjects));
            lines.add("");
            lines.add(
                    "Accuracies are on the search split, before and after fine-tuning, and on the test split, which was read once;"
                            + " shares and the latency ratio are of the unpruned network.");
        }
        return String.join("\n", lines);
    }

    /** The bounds that bind, such as {@code "macs 0.5"}. */
    private static String budget(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .filter(parameter -> parameter.getKey().startsWith(BUDGET))
                .filter(parameter -> !parameter.getValue().matches("1(\\.0)?"))
                .map(parameter -> parameter.getKey().substring(BUDGET.length()) + " " + parameter.getValue())
                .collect(Collectors.joining(", "));
    }
}
