package io.espalier.experiments.cli;

import io.espalier.experiments.config.LoadedConfig;
import io.espalier.experiments.config.TrainConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.training.TrainingJob;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Trains a network of the zoo. */
@Command(name = "train", description = "Train a network of the zoo and write it as ONNX.")
final class TrainCommand implements Callable<Integer> {

    private final Console console;
    private final Interruption interruption;

    @Mixin
    private ConfigArguments arguments = new ConfigArguments();

    TrainCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        LoadedConfig<TrainConfig> loaded = arguments.load(TrainConfig.KIND, List.of());
        console.note("%s, config %s, seed %d"
                .formatted(
                        loaded.config().name(), loaded.hash(), loaded.config().seed()));
        double accuracy = new TrainingJob(loaded, console, interruption).run();
        console.print(String.format(
                Locale.ROOT,
                "%s  accuracy on the search split %.4f",
                loaded.config().output(),
                accuracy));
        return ExitCode.SUCCESS;
    }
}
