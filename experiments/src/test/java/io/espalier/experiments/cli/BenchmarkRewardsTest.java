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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkRewardsTest {

    @TempDir
    private Path folder;

    @Test
    void plansAreStudiedOnceAndATornLineIsDoneAgain() throws IOException {
        Run first = study("3");
        assertThat(first.exitCode()).as(first.err()).isEqualTo(ExitCode.SUCCESS);
        assertThat(first.out())
                .startsWith("3 random plans; config ")
                .containsPattern("\\| accuracy after reconstruction \\| (-?\\d|NaN)")
                .contains("| negative loss without reconstruction | ");
        Path runs;
        try (var folders = Files.list(folder.resolve("runs"))) {
            runs = folders.findFirst().orElseThrow();
        }
        Path log = runs.resolve("plans.ndjson");
        List<String> lines = Files.readAllLines(log);
        assertThat(lines).hasSize(3);
        assertThat(runs.resolve("scatter.svg")).content().startsWith("<svg");
        JsonNode plan = JsonMapper.builder().build().readTree(lines.get(0));
        assertThat(plan.at("/macs").doubleValue()).isBetween(0.4, 0.5);
        assertThat(plan.at("/fine_tuned/all").doubleValue()).isBetween(0.0, 1.0);

        // As a kill would leave it.
        Files.writeString(
                log,
                String.join("\n", lines.subList(0, 2)) + "\n" + lines.get(2).substring(0, 9));
        Run second = study("4");
        assertThat(second.exitCode()).as(second.err()).isEqualTo(ExitCode.SUCCESS);
        List<String> again = Files.readAllLines(log);
        assertThat(again).hasSize(4);
        assertThat(again.subList(0, 2)).isEqualTo(lines.subList(0, 2));
        assertThat(again.stream().map(BenchmarkRewardsTest::without)).contains(without(lines.get(2)));
        assertThat(study("4").err()).doesNotContain("plans ").contains("written to ");
    }

    /** Everything but the time, which no two runs share. */
    private static String without(String line) {
        return line.replaceAll("\"seconds\":[^}]*", "");
    }

    @Test
    void fewerThanThreePlansAreWrongUsage() throws IOException {
        Run run = study("2");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).isEqualTo("espalier: --plans must be at least 3: 2%n".formatted());
    }

    private Run study(String plans) throws IOException {
        Path network = folder.resolve("lenet5.onnx");
        OnnxCodec.write(ZooNetwork.LENET5.create(TensorShape.image(1, 28, 28), 10, 1), network);
        Path config = Files.writeString(folder.resolve("search.yaml"), """
                network: lenet5.onnx
                data: {search_images: 60}
                budget: {macs: 0.5}
                latency: {enabled: false}
                evaluation: {search_images: 40}
                calibration: {images: 20, positions_per_image: 4}
                fine_tuning: {epochs: 1, batch_size: 20, schedule: {warm_up_epochs: 0}}
                """);
        return Run.of(
                "benchmark",
                "rewards",
                config,
                "runs=" + folder.resolve("runs"),
                "--plans",
                plans,
                "--images",
                "60",
                "--parallel",
                "2");
    }
}
