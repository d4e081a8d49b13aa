package io.espalier.experiments.cli;

import io.espalier.experiments.config.CriteriaConfig;
import io.espalier.experiments.config.LoadedConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.criteria.CriteriaComparison;
import io.espalier.experiments.network.NetworkFile;
import io.espalier.models.graph.NetworkGraph;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Which criterion of importance serves a network best. */
@Command(
        name = "criteria",
        description = "Prune a network by every criterion of importance; print accuracies as a Markdown table.")
final class BenchmarkCriteriaCommand implements Callable<Integer> {

    private final Console console;
    private final Interruption interruption;

    @Mixin
    private ConfigArguments arguments = new ConfigArguments();

    BenchmarkCriteriaCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        LoadedConfig<CriteriaConfig> loaded = arguments.load(CriteriaConfig.KIND, List.of());
        CriteriaConfig config = loaded.config();
        console.note("config %s, seed %d".formatted(loaded.hash(), config.seed()));
        NetworkGraph network = NetworkFile.read("network", config.network(), Optional.empty());
        new CriteriaComparison(config, console, interruption)
                .run(network)
                .lines()
                .forEach(console::print);
        return ExitCode.SUCCESS;
    }
}
