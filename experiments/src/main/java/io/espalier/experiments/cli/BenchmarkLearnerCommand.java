package io.espalier.experiments.cli;

import io.espalier.agent.LearnerKind;
import io.espalier.experiments.benchmark.LearnerBenchmark;
import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Table;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long an update of a learner's networks takes. */
@Command(name = "learner", description = "Measure how long one update of each learner with an actor and critics takes.")
final class BenchmarkLearnerCommand implements Callable<Integer> {

    private static final List<LearnerKind> KINDS = List.of(LearnerKind.DDPG, LearnerKind.TD3, LearnerKind.SAC);

    private final Console console;

    @Option(
            names = "--features",
            paramLabel = "N",
            description = "Numbers in an observation (default: ${DEFAULT-VALUE}).")
    private int features = 24;

    @Option(names = "--steps", paramLabel = "N", description = "Steps of an episode (default: ${DEFAULT-VALUE}).")
    private int steps = 30;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description =
                    "Rounds of four episodes that are timed, after as many to warm up (default: ${DEFAULT-VALUE}).")
    private int rounds = 10;

    BenchmarkLearnerCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        requirePositive("--features", features);
        requirePositive("--steps", steps);
        requirePositive("--rounds", rounds);
        LearnerBenchmark benchmark = new LearnerBenchmark(features, steps);
        Table table = new Table("learner", "updates", "us an update", "us of processor");
        for (LearnerKind kind : KINDS) {
            LearnerBenchmark.Result result = benchmark.measure(kind, rounds);
            table.row(
                    kind.configName(),
                    String.valueOf(result.updates()),
                    micros(result.wallMicros()),
                    micros(result.processorMicros()));
        }
        console.print("%d features, %d steps, %s OpenMP threads; the machine's load is %.1f"
                .formatted(
                        features,
                        steps,
                        System.getenv().getOrDefault("OMP_NUM_THREADS", "default"),
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
        table.lines().forEach(console::print);
        return ExitCode.SUCCESS;
    }

    private static String micros(double micros) {
        return String.format(Locale.ROOT, "%.0f", micros);
    }

    private static void requirePositive(String option, int value) {
        if (!(value >= 1)) {
            throw new ConfigException("%s must be at least 1: %d".formatted(option, value));
        }
    }
}
