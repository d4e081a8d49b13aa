package io.espalier.experiments.cli;

import io.espalier.experiments.console.Console;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The production pruner. */
@Command(name = "prune", description = "Apply a policy to the network it was learned for.")
final class PruneCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "MODEL", description = "An .onnx or .zip file.")
    private String model = "";

    @Option(names = "--policy", required = true, paramLabel = "FILE", description = "policy.json of a run.")
    private Path policy = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "FILE", description = ".onnx or .zip file to write.")
    private Path out = Path.of("");

    PruneCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.note("%s with %s to %s".formatted(model, policy, out));
        throw new UnsupportedOperationException("prune is not connected");
    }
}
