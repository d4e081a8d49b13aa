package io.espalier.experiments.cli;

import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.config.LoadedConfig;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.resume.Continuation;
import io.espalier.experiments.search.ReportTable;
import io.espalier.experiments.search.SearchRun;
import io.espalier.experiments.search.Subject;
import io.espalier.experiments.search.TimeTable;
import io.espalier.tracking.run.RunFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The main job: profile, search, fine-tune, report. */
@Command(name = "search", description = "Search how to prune a network: profile, search, fine-tune, report.")
final class SearchCommand implements Callable<Integer> {

    private final Console console;
    private final Interruption interruption;

    @Mixin
    private ResumableArguments arguments = new ResumableArguments();

    @Option(
            names = "--mlflow",
            paramLabel = "URI",
            description =
                    "Send the run to this MLflow server, as tracking.mlflow=URI (default: that, or MLFLOW_TRACKING_URI).")
    private String mlflow = "";

    @Option(
            names = "--replay-latency",
            paramLabel = "RUN",
            description = "Take the latencies that this run recorded instead of measuring.")
    private @Nullable Path replayed;

    @Option(
            names = "--warm-start",
            paramLabel = "RUN",
            description = "Begin with the policy of this run, as search.warm_start=RUN.")
    private String warmStart = "";

    SearchCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        Optional<Continuation> resumed = arguments.resumed();
        LoadedConfig<SearchConfig> loaded = arguments.load(SearchConfig.KIND, options(), resumed);
        console.note("%s, config %s, seed %d"
                .formatted(
                        loaded.config().name(), loaded.hash(), loaded.config().seed()));
        interruption.check();
        if (resumed.filter(Continuation::completed).isPresent()) {
            console.note("the run has ended, nothing is left to do: %s"
                    .formatted(resumed.orElseThrow().folder().path()));
            return ExitCode.SUCCESS;
        }
        Optional<RunFolder> run = Optional.ofNullable(replayed).map(path -> replayed(path, loaded.config()));
        SearchRun search = new SearchRun(loaded, console, interruption);
        SearchRun replaying = run.map(search::replaying).orElse(search);
        SearchRun.Outcome outcome =
                resumed.map(replaying::resuming).orElse(replaying).run();
        ReportTable.lines(outcome.subjects()).forEach(console::print);
        outcome.subjects().stream()
                .findFirst()
                .flatMap(Subject::speed)
                .ifPresent(speed -> console.note(String.format(
                        Locale.ROOT,
                        "latency: differences below the noise floor of %.2f %% are not called any",
                        100 * Math.expm1(speed.noiseFloor()))));
        TimeTable.lines(outcome.spent()).forEach(console::note);
        console.note("run folder: " + outcome.folder().path());
        return ExitCode.SUCCESS;
    }

    private List<String> options() {
        return Map.of("tracking.mlflow", mlflow, "search.warm_start", warmStart).entrySet().stream()
                .filter(option -> !option.getValue().isEmpty())
                .map(option -> option.getKey() + "=" + option.getValue())
                .toList();
    }

    private static RunFolder replayed(Path path, SearchConfig config) {
        RunFolder run = new RunFolder(path);
        if (!config.latency().enabled() || !Files.isRegularFile(run.latency())) {
            throw new ConfigException(
                    "--replay-latency must name a run that recorded latencies, with latency.enabled true: '%s'"
                            .formatted(path));
        }
        return run;
    }
}
