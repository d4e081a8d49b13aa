package io.espalier.experiments.comparison;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.espalier.experiments.plot.Picture;
import io.espalier.models.random.RandomKey;
import io.espalier.tracking.run.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a contest found, as Markdown, JSON and pictures. */
public final class ContestReport {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private final Path folder;
    private final ContestSettings settings;
    private final List<CellResult> results;
    private final Standings standings;
    private final List<Standing> all;

    /** @param seed of the resamples */
    ContestReport(Path folder, ContestSettings settings, List<CellResult> results, long seed) {
        this.folder = folder;
        this.settings = settings;
        this.results = List.copyOf(results);
        this.standings = new Standings(results, settings.episodes(), RandomKey.of(seed, "comparison.bootstrap"));
        this.all = standings.all();
    }

    private record Content(ContestSettings settings, List<Standing> standings, List<CellResult> searches) {}

    /** Markdown tables for every budget. */
    public List<String> lines() {
        return new ContestTables(settings, all, commits()).lines();
    }

    /** The same with every curve, as one line. */
    public String json() {
        try {
            return MAPPER.writeValueAsString(new Content(settings, all, results));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report must be writable as JSON", e);
        }
    }

    /**
     * Writes {@code report.md}, {@code report.json} and for every budget {@code curves-BUDGET.svg} and {@code differences-BUDGET.svg}.
     *
     * @return their folder
     */
    public Path write() {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder, e);
        }
        AtomicFile.write(folder.resolve("report.md"), String.join("\n", lines()) + "\n");
        AtomicFile.write(folder.resolve("report.json"), json() + "\n");
        ContestCharts charts = new ContestCharts(standings, settings);
        for (Variation budget : settings.budgets()) {
            String name = budget.name().replaceAll("[^A-Za-z0-9.]+", "-");
            Picture.write(charts.curves(budget.name()), folder.resolve("curves-" + name + ".svg"));
            if (settings.contenders().size() > 1) {
                List<Standing> here = all.stream()
                        .filter(standing -> standing.budget().equals(budget.name()))
                        .toList();
                Picture.write(
                        ContestCharts.differences(budget.name(), here), folder.resolve("differences-" + name + ".svg"));
            }
        }
        return folder;
    }

    private List<String> commits() {
        return results.stream().map(CellResult::commit).distinct().toList();
    }
}
