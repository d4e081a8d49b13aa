package io.espalier.experiments.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.env.staircase.StaircaseFile;
import io.espalier.env.staircase.StaircaseTable;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Table;
import io.espalier.experiments.network.Inspection;
import io.espalier.experiments.network.NetworkFile;
import io.espalier.experiments.staircase.TableReport;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a network is made of. */
@Command(name = "inspect", description = "Show operators, coupled groups, parameters and MACs of a network.")
final class InspectCommand implements Callable<Integer> {

    private static final long KIBI = 1024;

    private final Console console;

    @Parameters(index = "0", paramLabel = "MODEL", description = "An .onnx or .zip file, or a name of the zoo.")
    private String model = "";

    @Mixin
    private InputShape input = new InputShape();

    @Option(
            names = "--latency",
            paramLabel = "TABLE",
            description = "Show what each group costs on a target, from a table of 'latency table'.")
    private @Nullable Path table;

    @Option(names = "--json", description = "Write JSON.")
    private boolean json;

    InspectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        NetworkGraph graph = NetworkFile.readOrCreate("MODEL", model, input.shape());
        Inspection inspection = Inspection.of(graph);
        Optional<TableReport> latency = latency(graph);
        if (json) {
            JsonMapper mapper = JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();
            ObjectNode tree = mapper.valueToTree(inspection);
            latency.ifPresent(report -> tree.set("latency", mapper.valueToTree(report)));
            console.print(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(tree));
        } else {
            show(inspection);
            latency.ifPresent(report -> {
                console.print("");
                report.lines().forEach(console::print);
            });
        }
        return ExitCode.SUCCESS;
    }

    private Optional<TableReport> latency(NetworkGraph graph) {
        if (table == null) {
            return Optional.empty();
        }
        StaircaseTable found = StaircaseTable.of(StaircaseFile.read(table), graph, Coupling.groups(graph));
        return Optional.of(TableReport.of(found, GraphDigest.of(graph), null));
    }

    private void show(Inspection inspection) {
        console.print("%s  input %s  %s MACs  %s parameters (%s KiB)  at most %s KiB of activations"
                .formatted(
                        inspection.name(),
                        inspection.input(),
                        count(inspection.cost().macs()),
                        count(inspection.cost().parameters()),
                        count(inspection.cost().bytes() / KIBI),
                        count(inspection.cost().peakActivationBytes() / KIBI)));
        inspection.outputs().forEach((name, shape) -> console.print("output %s %s".formatted(name, shape)));
        console.print("");
        nodes(inspection).lines().forEach(console::print);
        console.print("");
        groups(inspection).lines().forEach(console::print);
        console.print("");
        inspection
                .frozen()
                .forEach(frozen -> console.print("%s stays whole, %d channels: %s"
                        .formatted(frozen.node(), frozen.channels(), frozen.reason())));
        inspection
                .fences()
                .forEach(fence ->
                        console.print("fenced: %s (%s), %s".formatted(fence.node(), fence.type(), fence.reason())));
    }

    private static Table nodes(Inspection inspection) {
        Table nodes = new Table("node", "operator", "output", "parameters", "MACs").names(1);
        inspection
                .nodes()
                .forEach(node -> nodes.row(
                        node.name(),
                        node.operator(),
                        node.output().toString(),
                        count(node.parameters()),
                        count(node.macs())));
        return nodes;
    }

    private static Table groups(Inspection inspection) {
        Table groups = new Table("group", "width", "MACs share", "parameters share", "members").names(4);
        inspection
                .groups()
                .forEach(group -> groups.row(
                        group.name(),
                        count(group.width()),
                        percent(group.share().macs()),
                        percent(group.share().parameters()),
                        group.members().stream().map(InspectCommand::text).collect(Collectors.joining(" "))));
        return groups;
    }

    /** {@code node:8>} makes channels from position 8 on, {@code >node} reads them, {@code node} lets them through. */
    private static String text(Inspection.MemberFacts member) {
        String offset = member.offset() == 0 ? "" : ":" + member.offset();
        String name = member.node() + offset;
        return member.axis() == Axis.IN ? ">" + name : member.makes() ? name + ">" : name;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String count(long number) {
        return number == 0 ? "-" : String.format(Locale.ROOT, "%,d", number);
    }
}
