package io.espalier.experiments.comparison;

import io.espalier.experiments.config.ConfigLoader;
import io.espalier.experiments.config.LoadedConfig;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.tracking.manifest.Manifest;
import io.espalier.tracking.run.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Searches that differ in who searches, in the budget and in the seed, each with as many evaluations. No network is fine-tuned: accuracy is
 * that of the search split after reconstruction. A search that has ended is read, one that was interrupted begins anew, and each gives what
 * the command {@code search} gives for its config.
 */
public final class Contest {

    /** Folder of the searches, below that of all runs. */
    private static final String CELLS = "cells";

    private final ContestSettings settings;
    private final Path config;
    private final List<String> overrides;
    private final SearchConfig shared;
    private final Console console;
    private final Interruption interruption;

    /**
     * @param config file of a search
     * @param overrides of its keys, for all searches
     */
    public Contest(
            ContestSettings settings, Path config, List<String> overrides, Console console, Interruption interruption) {
        this.settings = settings;
        this.config = config;
        this.overrides = List.copyOf(overrides);
        this.console = console;
        this.interruption = interruption;
        this.shared = load(settings.budgets().get(0).keys()).config();
    }

    /**
     * Searches what has not been searched before, then compares.
     *
     * @throws io.espalier.experiments.console.InterruptedRunException if the user stopped it; searches that have ended stay
     */
    public ContestReport run() {
        List<Cell> cells = cells();
        List<Cell> missing =
                cells.stream().filter(cell -> !FinishedRun.in(cell.folder())).toList();
        console.note(
                "%d searches, %d of them have ended before".formatted(cells.size(), cells.size() - missing.size()));
        new CellRuns(settings.effort().parallel(), console, interruption).run(missing);
        List<CellResult> results = new ArrayList<>();
        Optional<TestSplit> test = settings.effort().test() ? Optional.of(TestSplit.read(shared)) : Optional.empty();
        for (Cell cell : cells) {
            interruption.check();
            results.add(result(cell, test));
        }
        return new ContestReport(folder(cells), settings, results, shared.seed());
    }

    /** Seeds outermost: what a contest that was stopped has is complete for some of them. */
    private List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        for (long seed : settings.seeds()) {
            for (Variation budget : settings.budgets()) {
                for (Variation contender : settings.contenders()) {
                    List<String> keys = new ArrayList<>(budget.keys());
                    keys.addAll(contender.keys());
                    keys.add("seed=" + seed);
                    cells.add(new Cell(budget.name(), contender.name(), seed, load(keys)));
                }
            }
        }
        return cells;
    }

    private LoadedConfig<SearchConfig> load(List<String> keys) {
        SearchConfig plain =
                loader().load(config, with(settings.budgets().get(0).keys())).config();
        List<String> all = with(keys);
        all.add("search.episodes=" + settings.episodes());
        all.add("runs=" + Path.of(plain.runs()).resolve(CELLS));
        if (plain.calibration().seed() == 0 && !settings.effort().ownCalibration()) {
            all.add("calibration.seed=" + plain.seed());
        }
        if (plain.workers() == 0 && settings.effort().parallel() > 1) {
            int cores = Runtime.getRuntime().availableProcessors();
            all.add("workers=" + Math.max(1, cores / settings.effort().parallel()));
        }
        return loader().load(config, all);
    }

    private List<String> with(List<String> keys) {
        List<String> all = new ArrayList<>(overrides);
        all.addAll(keys);
        return all;
    }

    private static ConfigLoader<SearchConfig> loader() {
        return new ConfigLoader<>(SearchConfig.KIND);
    }

    private static CellResult result(Cell cell, Optional<TestSplit> test) {
        RunFolder folder = cell.folder();
        return new CellResult(
                cell.budget(),
                cell.contender(),
                cell.seed(),
                folder.name(),
                Manifest.read(folder.manifest()).code().commit(),
                Curve.of(folder, cell.loaded().config().budget()),
                test.map(split -> split.accuracy(folder.prunedOnnx())));
    }

    private Path folder(List<Cell> cells) {
        Path cellFolder = Path.of(shared.runs());
        return cellFolder.resolveSibling("%s-compare-%s"
                .formatted(
                        shared.name(),
                        ContestHash.of(cells.stream().map(Cell::folder).toList())));
    }
}
