package io.espalier.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

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

class CompareCommandTest {

    @TempDir
    private Path folder;

    @Test
    void variationsAreComparedWithTheConfigAsItIs() throws IOException {
        Run run = compare(
                "--vary",
                "action.max_ratio=0.7 action.channel_multiple=2",
                "--seeds",
                "4,9",
                "--episodes",
                "4",
                "search.agent=random");
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.SUCCESS);
        assertThat(run.out())
                .contains("over seeds [4, 9] ")
                .containsPattern("\\| as configured \\| 0\\.\\d{4} ± ")
                .contains("| action.max_ratio=0.7 action.channel_multiple=2 - as configured | ");
        assertThat(run.err()).contains("4 searches, 0 of them").contains("written to ");
    }

    @Test
    void whatCannotBeComparedIsWrongUsage() throws IOException {
        assertThat(compare("--agents", "random,random").err())
                .startsWith("espalier: contenders must be different, at least one: [random, random]");
        assertThat(compare("--seeds", "none").err())
                .startsWith("espalier: --seeds must be a number or a list of numbers: 'none'");
        assertThat(compare("--seeds", "0").err()).startsWith("espalier: seeds must be different, at least one: []");
        Run unknown = compare("--agents", "magic");
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(unknown.err()).contains("search.agent").contains("magic");
    }

    private Run compare(String... arguments) throws IOException {
        Path network = folder.resolve("lenet5.onnx");
        OnnxCodec.write(ZooNetwork.LENET5.create(TensorShape.image(1, 28, 28), 10, 1), network);
        Path config = Files.writeString(folder.resolve("search.yaml"), """
                network: lenet5.onnx
                data: {search_images: 11900}
                evaluation: {search_images: 60}
                budget: {macs: 0.5}
                latency: {enabled: false}
                search: {candidates_per_round: 2}
                calibration: {images: 20, positions_per_image: 4}
                """);
        List<Object> all = new ArrayList<>(List.of("compare", config, "runs=" + folder.resolve("runs")));
        all.addAll(List.of(arguments));
        return Run.of(all.toArray());
    }
}
