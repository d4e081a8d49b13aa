package io.espalier.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.zoo.ZooNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code prune --plan}: a person says how much of which groups goes. */
class HandWrittenPlanTest {

    private final NetworkGraph resnet = ZooNetwork.RESNET8.create(TensorShape.image(1, 28, 28), 10, 1);

    @TempDir
    private Path folder;

    private Path model = Path.of("");
    private Path out = Path.of("");

    @BeforeEach
    void write() {
        model = folder.resolve("model.onnx");
        out = folder.resolve("out.onnx");
        OnnxCodec.write(resnet, model);
    }

    @Test
    void ratiosCountsAndUnitsAreTakenGroupByGroup() throws IOException {
        Run run = prune("""
                recovery: none
                groups:
                  - {group: "stage*", ratio: 0.25}
                  - {group: stem, keep: 5}
                  - {group: stage1.block1.conv1, units: [7, 2]}
                """);
        assertThat(run.err()).isEmpty();
        NetworkGraph pruned = OnnxCodec.read(out);
        Map<String, Integer> widths =
                Coupling.groups(pruned).stream().collect(Collectors.toMap(ChannelGroup::name, ChannelGroup::width));
        assertThat(widths)
                .isEqualTo(Map.of(
                        "stem", 5,
                        "stage1.block1.conv1", 2,
                        "stage2.block1.conv1", 24,
                        "stage2.block1.conv2", 24,
                        "stage3.block1.conv1", 48,
                        "stage3.block1.conv2", 48));
        assertThat(pruned.parameter(pruned.node("stage1.block1.conv1.bn"), Roles.SCALE)
                        .length())
                .isEqualTo(2);
        assertThat(run.out()).startsWith(out + "  MACs ");
    }

    @Test
    void theRestIsPrunedEvenlyToTheBudget() throws IOException {
        Run run = prune("""
                recovery: none
                importance: l2
                budget: {macs: 0.5}
                groups: [{group: stem, keep: 16}]
                limits: [{group: "*", multiple: 4}, {group: stage3.block1.conv2, exclude: true}]
                """);
        assertThat(run.err()).isEmpty();
        NetworkGraph pruned = OnnxCodec.read(out);
        Map<String, Integer> widths = widths(pruned);
        assertThat(widths).containsEntry("stem", 16).containsEntry("stage3.block1.conv2", 64);
        assertThat(widths.values()).allMatch(width -> width % 4 == 0);
        assertThat(CostModel.costOf(pruned).macs())
                .isLessThanOrEqualTo(CostModel.costOf(resnet).macs() / 2);
    }

    @Test
    void surgeryAloneNeedsNoData() throws IOException {
        Run run = prune("{recovery: none, data: {source: nowhere}, groups: [{group: stem, keep: 8}]}");
        assertThat(run.exitCode()).isEqualTo(ExitCode.SUCCESS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "groups: [{group: stam, ratio: 0.5}] | groups must name a group of the network: 'stam' (the groups are [stem, ",
                "groups: [{group: stem, ratio: 0.5, keep: 3}] | groups: group 'stem' must have one of ratio, keep and units: 2",
                "groups: [{group: stem, ratio: 1.5}] | groups: ratio must be in (0, 1): 1.5",
                "groups: [{group: stem, keep: 17}] | groups must keep 1 to 16 units of 'stem': 17",
                "groups: [{group: stem, units: [1, 16]}] | plan must keep units below 16 in group 'stem': 16",
                "groups: [{group: stem, units: [1, 1]}] | plan must list ascending units in group 'stem': [1, 1]",
                "budget: {macs: 0} | budget.macs must be in (0, 1]: 0",
                "importance: l3 | importance must be one of [l1, l2, ",
                "limits: [{group: stam, exclude: true}] | pattern must name a group of the network, or a layer that makes channels of one: 'stam'",
                "limits: [{group: stem, max_ratio: 2}] | limits: maxRatio must be in [0.0, 1]: 2.0",
            })
    void aPlanThatDoesNotFitIsRefused(String yaml, String message) throws IOException {
        Run run = prune("recovery: none\n" + yaml);
        assertThat(run.err()).startsWith("espalier: " + message.strip());
        assertThat(run.exitCode()).isNotEqualTo(ExitCode.SUCCESS);
        assertThat(out).doesNotExist();
    }

    @Test
    void planAndPolicyAreNotForOneCall() {
        Run run = Run.of("prune", model, "--plan", "a.yaml", "--policy", "b.json", "--out", out);
        assertThat(run.err()).contains("--policy=FILE, --plan=FILE are mutually exclusive");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    private static Map<String, Integer> widths(NetworkGraph graph) {
        return Coupling.groups(graph).stream().collect(Collectors.toMap(ChannelGroup::name, ChannelGroup::width));
    }

    private Run prune(String yaml) throws IOException {
        Path plan = Files.writeString(folder.resolve("plan.yaml"), yaml);
        return Run.of("prune", model, "--plan", plan, "--out", out);
    }
}
