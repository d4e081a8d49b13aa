package io.espalier.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.graph.TensorShape;
import io.espalier.models.importance.CriterionName;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.zoo.ZooNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkCriteriaTest {

    @TempDir
    private Path folder;

    @Test
    void everyCriterionHasARow() throws IOException {
        Run run = compare("""
                calibration: {images: 20, positions_per_image: 4}
                gradient_images: 4
                data: {search_images: 60}
                random_draws: 2
                ratios: [0.5]
                """);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.SUCCESS);
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(2 + CriterionName.ids().size());
        // 3 of 6, 8 of 16, 60 of 120 and 42 of 84 units stay: 58,800 + 60,000 + 12,000 + 2,520 + 420 MACs of 416,520.
        assertThat(lines.get(0)).isEqualTo("| criterion | 50 % (MACs 32.1 %) | reconstructed | ranking ms |");
        List<String> rows = lines.subList(2, lines.size());
        for (String name : CriterionName.ids()) {
            boolean random = name.equals("random");
            String accuracy = random ? "[01]\\.\\d{4} ± 0\\.\\d{4}" : "[01]\\.\\d{4}";
            String label = random ? "random \\(mean of 2\\)" : name;
            assertThat(rows)
                    .anyMatch(row ->
                            row.matches("\\| %s \\| %s \\| %s \\| \\d+ \\|".formatted(label, accuracy, accuracy)));
        }
        assertThat(run.err()).contains("unpruned: search accuracy 0.").contains(" on 60 images, 4 groups");
    }

    @Test
    void unknownCriteriaAndRatiosOutOfRangeAreWrongUsage() throws IOException {
        Run unknown = compare("criteria: [l1, magic]");
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(unknown.err()).contains("criteria must be one of [l1, l2, ").contains("magic");
        Run all = compare("ratios: [1]");
        assertThat(all.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(all.err()).isEqualTo("espalier: ratios must be in (0, 1): [1]%n".formatted());
    }

    private Run compare(String text) throws IOException {
        Path network = folder.resolve("lenet5.onnx");
        OnnxCodec.write(ZooNetwork.LENET5.create(TensorShape.image(1, 28, 28), 10, 1), network);
        Path config = Files.writeString(folder.resolve("criteria.yaml"), "network: lenet5.onnx\n" + text);
        return Run.of("benchmark", "criteria", config);
    }
}
