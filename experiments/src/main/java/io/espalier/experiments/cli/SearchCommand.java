package io.espalier.experiments.cli;

import io.espalier.experiments.config.LoadedConfig;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.search.ReportTable;
import io.espalier.experiments.search.SearchRun;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The main job: profile, search, fine-tune, report. */
@Command(name = "search", description = "Search how to prune a network: profile, search, fine-tune, report.")
final class SearchCommand implements Callable<Integer> {

    private final Console console;
    private final Interruption interruption;

    @Mixin
    private ConfigArguments arguments = new ConfigArguments();

    @Option(
            names = "--mlflow",
            paramLabel = "URI",
            description = "Send the run to this MLflow server, as tracking.mlflow=URI.")
    private String mlflow = "";

    SearchCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        LoadedConfig<SearchConfig> loaded =
                arguments.load(SearchConfig.KIND, mlflow.isEmpty() ? List.of() : List.of("tracking.mlflow=" + mlflow));
        console.note("%s, config %s, seed %d"
                .formatted(
                        loaded.config().name(), loaded.hash(), loaded.config().seed()));
        interruption.check();
        SearchRun.Outcome outcome = new SearchRun(loaded, console, interruption).run();
        ReportTable.lines(outcome.subjects()).forEach(console::print);
        console.note("run folder: " + outcome.folder().path());
        return ExitCode.SUCCESS;
    }
}
