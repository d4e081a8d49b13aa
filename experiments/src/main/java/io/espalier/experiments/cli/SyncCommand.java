package io.espalier.experiments.cli;

import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.config.MlflowAddress;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.tracking.mlflow.MlflowFollower;
import io.espalier.tracking.mlflow.MlflowSettings;
import io.espalier.tracking.run.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends finished or running journals to a server. */
@Command(
        name = "sync",
        description = "Send the journals of runs to an MLflow server; what it has already is not sent again.")
final class SyncCommand implements Callable<Integer> {

    private final Console console;
    private final Interruption interruption;

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Folders of runs.")
    private List<Path> runs = new ArrayList<>();

    @Option(
            names = "--to",
            required = true,
            paramLabel = "URI",
            description = "The server, for instance http://localhost:5000.")
    private String server = "";

    SyncCommand(Console console, Interruption interruption) {
        this.console = console;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        MlflowSettings settings = MlflowAddress.settings("--to", server);
        List<RunFolder> folders = runs.stream().map(SyncCommand::open).toList();
        for (RunFolder folder : folders) {
            interruption.check();
            console.print(
                    "%s is run %s".formatted(folder.path(), MlflowFollower.sync(folder, settings, console::note)));
        }
        return ExitCode.SUCCESS;
    }

    private static RunFolder open(Path run) {
        try {
            return RunFolder.open(run);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()), e);
        }
    }
}
