package io.espalier.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.zoo.ZooNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command with a real measuring process. Figures are of a machine that builds and tests, so only their form is looked at. */
class LatencyCommandTest {

    @TempDir
    private Path folder;

    @Test
    void comparesNetworksAndDrawsThem() throws IOException {
        Path large = folder.resolve("large.onnx");
        OnnxCodec.write(ZooNetwork.LENET5.create(TensorShape.image(1, 28, 28), 10, 1), large);
        Path picture = folder.resolve("latency.svg");
        Run run = latency("lenet5", large, "--plot", picture);
        assertThat(run.err()).doesNotContain("espalier:");
        assertThat(run.exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(run.out())
                .containsPattern("lenet5 +[\\d.]+ ms +[\\d.]+ ms +[\\d.]+ ms +1 +reference")
                .containsPattern("large.onnx +[\\d.]+ ms +[\\d.]+ ms +[\\d.]+ ms +[\\d.]+ \\[[\\d.]+, [\\d.]+] +\\w+")
                .containsPattern("\\d+ blocks, \\d+ rounds: \\d+ accepted, \\d+ rejected")
                .containsPattern("twin [\\d.]+ \\[[\\d.]+, [\\d.]+]: a difference below [\\d.]+ % is noise")
                .containsPattern("ended .*; canary [\\d.]+ us")
                .containsPattern("target [0-9a-f]{12}: .*onnx_runtime 1.*, batch 1, threads 1");
        assertThat(Files.readString(picture)).contains("large.onnx", "lenet5 (twin)", "target ");
        assertThat(Files.readString(levels())).contains("/");
    }

    @Test
    void writesJsonWithEveryRound() throws IOException {
        Run run = latency("lenet5", "lenet5", "--batch", "2", "--json");
        JsonNode json = JsonMapper.builder().build().readTree(run.out());
        assertThat(json.at("/target/facts/batch").textValue()).isEqualTo("2");
        assertThat(json.at("/networks/1/latency/ratio/ratio").doubleValue()).isPositive();
        assertThat(json.at("/networks/1/sha256").textValue()).hasSize(64);
        assertThat(json.at("/noise_floor").doubleValue()).isPositive();
        assertThat(json.at("/conditions/ending").textValue()).isIn("PRECISE", "TIME");
        JsonNode counts = json.at("/conditions/rounds");
        int counted = 0;
        for (JsonNode count : counts) {
            counted += count.intValue();
        }
        int rounds = 0;
        for (JsonNode block : json.at("/blocks")) {
            rounds += block.at("/rounds").size();
        }
        assertThat(counted).isPositive().isEqualTo(rounds);
    }

    @Test
    void testsTheMachineItself() {
        Run run = latency("lenet5", "--self-test", "--runs", "2");
        assertThat(run.exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(run.out())
                .containsPattern("(?m)^1 +[\\d.]+ ms +[\\d.]+ \\[")
                .containsPattern("(?m)^2 +[\\d.]+ ms +[\\d.]+ \\[")
                .containsPattern("[012] of 2 within 1 %; largest noise floor [\\d.]+ %");
    }

    @Test
    void showsWhatIsKnownOfTheTarget() {
        Run run = Run.of("latency", "--fingerprint", "--threads", "2");
        assertThat(run.exitCode()).isEqualTo(ExitCode.SUCCESS);
        assertThat(run.out())
                .containsPattern("^target [0-9a-f]{12}\\R")
                .contains("threads: 2")
                .contains("runtime: onnx_runtime");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | MODEL must be given",
                "lenet5 --seed 0 | --seed must not be 0",
                "lenet5 --precision 0 | --precision must be in (0, 1): 0.0",
                "lenet5 --cap 0 | --cap must be at least 1: 0",
                "lenet5 --self-test --runs 0 | --runs must be at least 1: 0",
                "lenet5 lenet5 --self-test | --self-test must have one MODEL: [lenet5, lenet5]",
                "lenet5 --fingerprint | --fingerprint must stand without a MODEL: [lenet5]",
                "lenet5 --plot a.pdf | --plot must end in .svg or .png: 'a.pdf'",
                "lenet5 --self-test --plot a.svg | --plot must stand without --self-test and --fingerprint",
                "none.onnx | MODEL must be an existing file: 'none.onnx'",
                "lenet5 --batch 0 | --batch must be at least 1: 0",
            })
    void saysWhatIsWrong(String arguments, String message) {
        List<Object> words = new ArrayList<>(List.of("latency"));
        words.addAll(arguments.isEmpty() ? List.of() : List.of(arguments.split(" ")));
        Run run = Run.of(words.toArray());
        assertThat(run.err()).startsWith("espalier: " + message + System.lineSeparator());
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    private Run latency(Object... arguments) {
        List<Object> words = new ArrayList<>(List.of("latency", "--cap", "1", "--canary-levels", levels()));
        words.addAll(List.of(arguments));
        return Run.of(words.toArray());
    }

    private Path levels() {
        return folder.resolve("levels.json");
    }
}
