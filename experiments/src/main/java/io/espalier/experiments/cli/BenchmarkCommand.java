package io.espalier.experiments.cli;

import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.console.Console;
import io.espalier.models.dl4j.Dl4jBenchmark;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How fast DL4J trains on this machine. */
@Command(name = "benchmark", description = "Measure DL4J's images a second with and without oneDNN.")
final class BenchmarkCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--batch", paramLabel = "N", description = "Images a step (default: ${DEFAULT-VALUE}).")
    private int batch = 64;

    @Option(names = "--threads", paramLabel = "N", description = "OpenMP threads (default: ${DEFAULT-VALUE}).")
    private int threads = 1;

    @Option(
            names = "--turns",
            paramLabel = "N",
            description = "Timed steps of each network (default: ${DEFAULT-VALUE}).")
    private int turns = 5;

    BenchmarkCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        requirePositive("--batch", batch);
        requirePositive("--threads", threads);
        requirePositive("--turns", turns);
        Dl4jBenchmark.run(console.out(), batch, threads, turns);
        return ExitCode.SUCCESS;
    }

    private static void requirePositive(String option, int value) {
        if (!(value >= 1)) {
            throw new ConfigException("%s must be at least 1: %d".formatted(option, value));
        }
    }
}
