package io.espalier.experiments.config;

import io.espalier.models.data.DataSplits;
import io.espalier.models.dataset.DataReport;
import java.util.List;
import java.util.stream.Stream;

/**
 * The images of a run.
 *
 * @param source as the config names it
 * @param splits the three parts
 * @param report what was found in the source
 */
public record LoadedData(String source, DataSplits splits, DataReport report) {

    /** One line on what was found; one more if anything was left out. */
    public List<String> lines() {
        return Stream.concat(
                        Stream.of(
                                "data: %s, %s".formatted(source, report.lines().get(0))),
                        report.lines().stream().skip(1).map("data: "::concat))
                .toList();
    }
}
