package io.espalier.experiments.cli;

import io.espalier.experiments.config.MlflowAddress;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.registry.Registration;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Policy and network into the model registry. */
@Command(
        name = "register",
        description = "Make a version of a run's policy and of its pruned network in MLflow's model registry;"
                + " 'champion' points to it if it is better at equal budgets on the same target.")
final class RegisterCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "RUN", description = "Folder of a run that has ended.")
    private Path run = Path.of("");

    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            description = "Model of the policy; the network's is NAME-network.")
    private String name = "";

    @Option(
            names = "--to",
            required = true,
            defaultValue = "${env:MLFLOW_TRACKING_URI}",
            paramLabel = "URI",
            description = "The server, for instance http://localhost:5000 (default: MLFLOW_TRACKING_URI).")
    private String server = "";

    RegisterCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        new Registration(run, name, MlflowAddress.settings("--to", server), console).register();
        return ExitCode.SUCCESS;
    }
}
