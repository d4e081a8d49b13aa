package io.espalier.experiments.cli;

import io.espalier.env.target.TargetSettings;
import io.espalier.experiments.comparison.ComparedTarget;
import io.espalier.experiments.comparison.ComparisonReport;
import io.espalier.experiments.comparison.ComparisonSettings;
import io.espalier.experiments.comparison.LatencyComparison;
import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.target.TargetOptions.OptimisationName;
import io.espalier.models.runtime.EngineSettings.Optimisation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What latency in the search is worth. */
@Command(
        name = "latency",
        description =
                "Search with a MACs budget, with latency budgets and on two targets; measure the networks together."
                        + " Searches that have ended are not run again.")
final class BenchmarkLatencyCommand implements Callable<Integer> {

    private final Console console;
    private final Interruption interruption;

    @Parameters(index = "0", paramLabel = "CONFIG", description = "YAML file of a search.")
    private Path config = Path.of("");

    @Parameters(index = "1..*", paramLabel = "key=value", description = "Overrides a key of the file for all searches.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--macs",
            paramLabel = "SHARE",
            description = "Budget of the search that knows nothing of time (default: ${DEFAULT-VALUE}).")
    private double macs = 0.5;

    @Option(
            names = "--latency",
            paramLabel = "SHARE",
            split = ",",
            description = "Budgets of the searches that do (default: ${DEFAULT-VALUE}).")
    private List<Double> latencies = new ArrayList<>(List.of(0.75, 0.65));

    @Option(
            names = "--second-latency",
            paramLabel = "SHARE",
            split = ",",
            description = "Budgets of the searches on the second target (default: those of the first).")
    private List<Double> secondLatencies = new ArrayList<>();

    @Option(
            names = "--second-batch",
            paramLabel = "N",
            description =
                    "Images in one inference on the second target; on the first, one (default: ${DEFAULT-VALUE}).")
    private int batch = 32;

    @Option(
            names = "--second-threads",
            paramLabel = "N",
            description = "Threads on the second target; on the first, one (default: ${DEFAULT-VALUE}).")
    private int threads = 2;

    @Option(
            names = "--second-optimisation",
            paramLabel = "LEVEL",
            converter = OptimisationName.class,
            description = "What ONNX Runtime does to the graph on the second target: none, basic, extended or all; on"
                    + " the first, all (default: all).")
    private Optimisation optimisation = TargetSettings.DEFAULTS.optimisation();

    @Option(names = "--json", description = "Write JSON in place of Markdown.")
    private boolean json;

    BenchmarkLatencyCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        ComparisonReport report = new LatencyComparison(settings(), config, overrides, console, interruption).run();
        if (json) {
            console.print(report.json());
        } else {
            report.lines().forEach(console::print);
        }
        return ExitCode.SUCCESS;
    }

    private ComparisonSettings settings() {
        try {
            TargetSettings second = TargetSettings.DEFAULTS
                    .withBatch(batch)
                    .withThreads(threads)
                    .withOptimisation(optimisation);
            return new ComparisonSettings(
                    macs,
                    new ComparedTarget(TargetSettings.DEFAULTS, latencies),
                    new ComparedTarget(second, secondLatencies.isEmpty() ? latencies : secondLatencies));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()), e);
        }
    }
}
