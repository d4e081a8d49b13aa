package io.espalier.experiments.comparison;

import io.espalier.env.target.TargetSettings;
import io.espalier.experiments.config.ConfigLoader;
import io.espalier.experiments.config.LoadedConfig;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.search.SearchRun;
import io.espalier.tracking.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Searches from one config file that differ in a few keys. One that has ended is read instead of run. */
final class SearchSeries {

    private final Path config;
    private final SearchConfig shared;
    private final List<String> overrides;
    private final Console console;
    private final Interruption interruption;

    /** @param overrides for all searches, as on the command line */
    SearchSeries(Path config, List<String> overrides, Console console, Interruption interruption) {
        this.config = config;
        this.overrides = List.copyOf(overrides);
        this.console = console;
        this.interruption = interruption;
        this.shared = load(List.of("budget.macs=0.5")).config();
    }

    /** The config without what one search changes; its budget is a placeholder. */
    SearchConfig shared() {
        return shared;
    }

    /** A search that is told of MACs alone: every channel count, no clock. */
    FinishedRun byMacs(double budget) {
        return run(
                "macs-" + budget,
                List.of(
                        "budget.macs=" + budget,
                        "budget.latency=1",
                        "latency.enabled=false",
                        "action.channel_multiple=1",
                        "action.drop_slower=false"));
    }

    /**
     * A search within a share of the time.
     *
     * @param target what the target is called
     * @param table of the target, to be reused
     */
    FinishedRun byLatency(String target, TargetSettings settings, double budget, Optional<Path> table) {
        List<String> keys = new ArrayList<>(List.of(
                "budget.macs=1",
                "budget.latency=" + budget,
                "latency.enabled=true",
                "latency.source=table",
                "latency.target.batch=" + settings.batch(),
                "latency.target.threads=" + settings.threads(),
                "latency.target.optimisation=" + settings.optimisation().name().toLowerCase(Locale.ROOT),
                "action.channel_multiple=1"));
        table.ifPresent(file -> keys.add("latency.table.file=" + file.toAbsolutePath()));
        return run(target + "-" + budget, keys);
    }

    private FinishedRun run(String name, List<String> keys) {
        List<String> all = new ArrayList<>(keys);
        all.add("name=" + shared.name() + "-" + name);
        LoadedConfig<SearchConfig> loaded = load(all);
        RunFolder folder = SearchRun.folder(loaded);
        if (FinishedRun.in(folder)) {
            console.note("%s: has ended before, in %s".formatted(name, folder.path()));
            return new FinishedRun(name, folder);
        }
        interruption.check();
        moveAside(folder.path());
        console.note("%s: searching in %s".formatted(name, folder.path()));
        RunFolder ended = new SearchRun(loaded, console, interruption)
                .withoutFineTuning()
                .run()
                .folder();
        return new FinishedRun(name, ended);
    }

    private LoadedConfig<SearchConfig> load(List<String> more) {
        List<String> all = new ArrayList<>(overrides);
        all.addAll(more);
        return new ConfigLoader<>(SearchConfig.KIND).load(config, all);
    }

    /** An unfinished run is kept, but not in the way. */
    static void moveAside(Path folder) {
        try {
            for (int number = 1; Files.exists(folder); number++) {
                Path aside = folder.resolveSibling(folder.getFileName() + ".unfinished-" + number);
                if (!Files.exists(aside)) {
                    Files.move(folder, aside);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot move " + folder + " aside", e);
        }
    }
}
