package io.espalier.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.zoo.ZooNetwork;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

    private static final String LINE = System.lineSeparator();

    @TempDir
    private Path folder;

    @Test
    void nothingAtAllIsWrongUsage() {
        Run run = Run.of();
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).isEqualTo("espalier: Missing required subcommand%nSee 'espalier --help'.%n".formatted());
    }

    @ParameterizedTest
    @ValueSource(strings = {"search", "train", "inspect", "plan", "prune", "sync", "benchmark", "latency"})
    void everyCommandHelps(String command) {
        Run run = Run.of(command, "--help");
        assertThat(run.exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(run.out()).startsWith("Usage: espalier " + command).contains("130   interrupted");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void unknownOptionIsWrongUsage() {
        Run run = Run.of("inspect", "resnet8", "--jsn");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err())
                .startsWith("espalier: Unknown option: '--jsn'")
                .endsWith("See 'espalier inspect --help'." + LINE);
    }

    @Test
    void inspectShowsNodesGroupsAndTotals() {
        Run run = Run.of("inspect", "lenet5");
        assertThat(run.exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(run.out())
                .startsWith("lenet5  input [1, 28, 28]  416,520 MACs  61,706 parameters (241 KiB)"
                        + "  at most 36 KiB of activations" + LINE)
                .containsPattern("conv2 +Conv2d 5x5 +\\[16, 10, 10] +2,416 +240,000")
                .containsPattern("conv2 +16 +69.1 % +81.7 % +conv2> >fc1")
                .contains("fc3 stays whole, 10 channels: ");
    }

    @Test
    void inspectAsJsonHoldsTheSameFigures() throws IOException {
        JsonNode json = JsonMapper.builder()
                .build()
                .readTree(Run.of("inspect", "lenet5", "--json").out());
        assertThat(json.at("/cost/macs").longValue()).isEqualTo(416_520);
        assertThat(json.at("/cost/parameters").longValue()).isEqualTo(61_706);
        assertThat(json.at("/cost/peak_activation_bytes").longValue()).isEqualTo(4 * 2 * 6 * 28 * 28);
        assertThat(json.at("/groups/1/members/1/positions_per_unit").intValue()).isEqualTo(25);
        assertThat(json.at("/nodes/0/operator").textValue()).isEqualTo("Conv2d 5x5");
        assertThat(json.at("/groups/0/width").intValue()).isEqualTo(6);
    }

    @Test
    void inspectReadsAnOnnxFile() {
        NetworkGraph graph = ZooNetwork.LENET5.create(TensorShape.image(3, 32, 32), 10, 5);
        Path file = folder.resolve("net.onnx");
        OnnxCodec.write(graph, file);
        assertThat(Run.of("inspect", file).out()).startsWith("lenet5  input [3, 32, 32]");
    }

    @Test
    void brokenOnnxFileIsRefusedWithItsPath() throws IOException {
        Path whole = folder.resolve("whole.onnx");
        OnnxCodec.write(ZooNetwork.LENET5.create(TensorShape.image(1, 28, 28), 10, 1), whole);
        byte[] bytes = Files.readAllBytes(whole);
        Path broken = Files.write(folder.resolve("broken.onnx"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
        Run run = Run.of("inspect", broken);
        assertThat(run.err())
                .startsWith("espalier: " + broken + " must be an ONNX model: its bytes are damaged or cut short");
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILURE);
    }

    @Test
    void missingNetworkIsWrongUsage() {
        Path missing = folder.resolve("none.onnx");
        Run run = Run.of("inspect", missing);
        assertThat(run.err()).isEqualTo("espalier: MODEL must be an existing file: '%s'%n".formatted(missing));
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void unknownKindOfNetworkIsWrongUsage() {
        Run run = Run.of("inspect", "resnet9");
        assertThat(run.err())
                .isEqualTo("espalier: MODEL must be an .onnx, .zip or .h5 file or one of %s: 'resnet9'%n"
                        .formatted(ZooNetwork.ids()));
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void pruneNeedsAFolderToWriteTo() {
        Path out = folder.resolve("nowhere").resolve("small.onnx");
        Run run = Run.of("prune", "net.onnx", "--policy", "policy.json", "--out", out);
        assertThat(run.err())
                .isEqualTo("espalier: --out must be in an existing folder that can be written: '%s'%n".formatted(out));
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void syncNeedsFoldersOfRunsAndAnAddress() {
        Run noRun = Run.of("sync", folder, "--to", "http://localhost:1");
        assertThat(noRun.err())
                .isEqualTo("espalier: run must be a folder with a journal.ndjson: %s%n".formatted(folder));
        assertThat(noRun.exitCode()).isEqualTo(ExitCode.USAGE);
        Run noAddress = Run.of("sync", folder, "--to", "localhost");
        assertThat(noAddress.err())
                .isEqualTo("espalier: --to: mlflow must be an http or https address: localhost%n".formatted());
        assertThat(noAddress.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void benchmarkOfNothingIsWrongUsage() {
        Run run = Run.of("benchmark", "--turns", "0");
        assertThat(run.err()).isEqualTo("espalier: --turns must be at least 1: 0%n".formatted());
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void benchmarkOfACandidateShowsItsParts() {
        Run run = Run.of("benchmark", "candidate", "lenet5", "--repetitions", "2");
        assertThat(run.exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(run.out())
                .startsWith("lenet5: 416,520 MACs, 4 groups; ")
                .containsPattern(
                        "(?s)reading .*coupling .*cost .*together .*surgery .*session .*inference .*together .*own widths.*inference .*together ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--repetitions=0", "--macs=0", "--macs=NaN"})
    void benchmarkOfACandidateRefusesWhatCannotBe(String option) {
        Run run = Run.of("benchmark", "candidate", "lenet5", option);
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(option.substring(0, option.indexOf('=')) + " must be ");
    }

    @Test
    void benchmarkOfLearnersShowsTheTimeOfAnUpdate() {
        Run run = Run.of("benchmark", "learner", "--features", "4", "--steps", "3", "--rounds", "1");
        assertThat(run.exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(run.out())
                .startsWith("4 features, 3 steps, ")
                .containsPattern("(?s)ddpg +12 +[0-9]+ .*td3 +24 +[0-9]+ .*sac +24 +[0-9]+ ");
    }

    @Test
    void benchmarkOfLearnersRefusesNothing() {
        Run run = Run.of("benchmark", "learner", "--rounds", "0");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("--rounds must be at least 1: 0");
    }

    @Test
    void verboseShowsTheStackTrace() {
        assertThat(Run.of("inspect", "resnet9", "--verbose").err())
                .contains("espalier: MODEL must be")
                .contains("\tat io.espalier.experiments.network.NetworkFile");
    }

    @Test
    void interruptedCommandTellsTheShell() throws IOException {
        Path config = Files.writeString(
                folder.resolve("train.yaml"),
                "network: lenet5\ntraining: {epochs: 2}\nruns: %s\noutput: %s\n"
                        .formatted(folder.resolve("runs"), folder.resolve("net.onnx")));
        Interruption interruption = new Interruption();
        interruption.request();
        int code = Main.run(
                Console.plain(
                        new PrintStream(OutputStream.nullOutputStream()),
                        new PrintStream(OutputStream.nullOutputStream())),
                interruption,
                "train",
                config.toString());
        assertThat(code).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(folder.resolve("net.onnx")).doesNotExist();
    }
}
