package io.espalier.experiments.cli;

import io.espalier.experiments.console.Console;
import io.espalier.models.graph.NetworkGraph;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what a network is made of. */
@Command(name = "inspect", description = "Show operators, coupled groups, parameters and MACs of a network.")
final class InspectCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "MODEL", description = "An .onnx or .zip file, or a name of the zoo.")
    private String model = "";

    InspectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        NetworkGraph graph = NetworkFile.read(model);
        graph.nodes().forEach(node -> console.print("%s %s".formatted(node.name(), graph.shape(node.name()))));
        return ExitCode.SUCCESS;
    }
}
