package io.espalier.experiments.cli;

import io.espalier.experiments.benchmark.TrackingBenchmark;
import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.config.MlflowAddress;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.console.Table;
import io.espalier.experiments.statistics.Interval;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What it costs a search to tell a server that fails. */
@Command(
        name = "tracking",
        description = "Run a search with no MLflow server and with servers that fail, in turn, and compare the times."
                + " The searches end before fine-tuning and leave nothing behind.")
final class BenchmarkTrackingCommand implements Callable<Integer> {

    private static final String ENVIRONMENT = "MLFLOW_TRACKING_URI";

    private final Console console;
    private final Interruption interruption;

    @Mixin
    private ConfigArguments arguments = new ConfigArguments();

    @Option(names = "--to", paramLabel = "URI", description = "A server that works, to be compared too.")
    private String server = "";

    @Option(
            names = "--repetitions",
            paramLabel = "N",
            description = "Searches with each server, after one to warm up (default: ${DEFAULT-VALUE}).")
    private int repetitions = 5;

    BenchmarkTrackingCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        if (!(repetitions >= 1)) {
            throw new ConfigException("--repetitions must be at least 1: %d".formatted(repetitions));
        }
        if (!System.getenv().getOrDefault(ENVIRONMENT, "").isEmpty()) {
            throw new ConfigException(ENVIRONMENT + " must not be set: searches without a server would be sent there");
        }
        Optional<String> real = Optional.of(server).filter(address -> !address.isEmpty());
        real.ifPresent(address -> MlflowAddress.settings("--to", address));
        List<TrackingBenchmark.Line> lines = new TrackingBenchmark(
                        overrides -> arguments.load(SearchConfig.KIND, overrides), real, console, interruption)
                .run(repetitions);
        console.print("%d searches with each server; the machine's load is %.1f"
                .formatted(
                        repetitions,
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
        Table table = new Table(
                "server",
                "search, s",
                "time / none [95 %]",
                "by medians of its steps [95 %]",
                "processor time / none [95 %]",
                "most of the follower",
                "longest wait at the end, s");
        lines.forEach(line -> table.row(
                line.name(),
                text("%.2f", line.searchSeconds()),
                text(line.search().mean(), line.search().student()),
                text(line.steps().ratio(), line.steps().bootstrap()),
                text(line.processor().mean(), line.processor().student()),
                text("%.2f %%", 100 * line.followerShare()),
                text("%.2f", line.waitingSeconds())));
        table.lines().forEach(console::print);
        return ExitCode.SUCCESS;
    }

    private static String text(double ratio, Interval interval) {
        return text("%.3f [%.3f, %.3f]", ratio, interval.lower(), interval.upper());
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
