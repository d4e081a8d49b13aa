package io.espalier.experiments.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Table;
import io.espalier.experiments.network.Inspection;
import io.espalier.experiments.network.NetworkFile;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a network is made of. */
@Command(name = "inspect", description = "Show operators, coupled groups, parameters and MACs of a network.")
final class InspectCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "MODEL", description = "An .onnx or .zip file, or a name of the zoo.")
    private String model = "";

    @Option(names = "--json", description = "Write JSON.")
    private boolean json;

    InspectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        Inspection inspection = Inspection.of(NetworkFile.readOrCreate("MODEL", model));
        if (json) {
            console.print(JsonMapper.builder()
                    .build()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(inspection));
        } else {
            show(inspection);
        }
        return ExitCode.SUCCESS;
    }

    private void show(Inspection inspection) {
        console.print("%s  input %s  %s MACs  %s parameters"
                .formatted(
                        inspection.name(),
                        inspection.input(),
                        count(inspection.macs()),
                        count(inspection.parameters())));
        console.print("");
        Table nodes = new Table("node", "operator", "output", "parameters", "MACs");
        inspection
                .nodes()
                .forEach(node -> nodes.row(
                        node.name(),
                        node.operator(),
                        node.output().toString(),
                        count(node.parameters()),
                        count(node.macs())));
        nodes.lines().forEach(console::print);
        console.print("");
        Table groups = new Table("group", "width", "layers", "MACs share");
        inspection
                .groups()
                .forEach(group -> groups.row(
                        group.name(),
                        count(group.width()),
                        String.join(" ", group.layers()),
                        String.format(Locale.ROOT, "%.1f %%", 100 * group.macsShare())));
        groups.lines().forEach(console::print);
        inspection
                .frozen()
                .forEach(frozen -> console.print("%s stays whole, %d channels: %s"
                        .formatted(frozen.node(), frozen.channels(), frozen.reason())));
    }

    private static String count(long number) {
        return number == 0 ? "-" : String.format(Locale.ROOT, "%,d", number);
    }
}
