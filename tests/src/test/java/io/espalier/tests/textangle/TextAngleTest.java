package io.espalier.tests.textangle;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.cost.CostModel;
import io.espalier.models.data.ImageSet;
import io.espalier.models.data.Normalisation;
import io.espalier.models.dataset.DataSource;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.OnnxEngine;
import io.espalier.tests.SmallWorld;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The text-angle classifier of PP-OCR loses 30 % of its MACs and still tells lines that stand from lines that are turned. */
@Tag("slow")
class TextAngleTest {

    private static final String MODEL = "/models/ch_ppocr_mobile_v2.0_cls_infer.onnx";
    private static final TensorShape INPUT = TensorShape.image(3, 48, 192);
    private static final int TRAINING_LINES = 2_000;
    private static final int FRESH_LINES = 1_000;
    private static final double WANTED_ACCURACY = 0.98;
    private static final double MACS = 0.7;

    /** As PP-OCR does: pixels from -1 to 1. */
    private static final Normalisation NORMALISATION =
            new Normalisation(List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5));

    private static final String PLAN = """
            importance: strength
            budget: {macs: 0.7}
            limits:
              # The trunks between the blocks stay: they are narrow, and every block reads them.
              - {group: conv2d_53.tmp_0, exclude: true}
              - {group: conv2d_54.tmp_0, exclude: true}
              - {group: conv2d_57.tmp_0, exclude: true}
              - {group: conv2d_59.tmp_0, exclude: true}
              - {group: conv2d_65.tmp_0, exclude: true}
              - {group: conv2d_85.tmp_0, exclude: true}
            data:
              source: lines
              search_images: 500
              cache: none
              normalisation: {mean: [0.5], deviation: [0.5]}
            calibration: {images: 400}
            recovery: fine_tune
            fine_tuning:
              epochs: 3
              batch_size: 32
              schedule: {learning_rate: 0.003}
              augmentation: {flip: false, shift: 0}
            """;

    @TempDir
    private Path folder;

    @Test
    void losesThirtyPercentOfItsMacsAndStillTellsLinesApart() throws IOException {
        Path model = folder.resolve("classifier.onnx");
        try (InputStream in = TextAngleTest.class.getResourceAsStream(MODEL)) {
            Files.copy(Objects.requireNonNull(in), model);
        }
        TextLines.write(folder.resolve("lines"), TRAINING_LINES, FRESH_LINES, 1);
        Files.writeString(folder.resolve("plan.yaml"), PLAN);
        SmallWorld.Result result = SmallWorld.run(
                "prune",
                model.toString(),
                "--input",
                "3x48x192",
                "--plan",
                folder.resolve("plan.yaml").toString(),
                "--out",
                folder.resolve("smaller.onnx").toString());
        assertThat(result.exitCode()).as(result.err()).isZero();
        NetworkGraph whole = OnnxCodec.read(model, Optional.of(INPUT));
        NetworkGraph smaller = OnnxCodec.read(folder.resolve("smaller.onnx"), Optional.of(INPUT));
        assertThat(CostModel.costOf(smaller).macs())
                .isLessThanOrEqualTo((long) (MACS * CostModel.costOf(whole).macs()));
        ImageSet fresh = DataSource.read(folder.resolve("lines").toString()).test();
        assertThat(fresh.size()).isEqualTo(FRESH_LINES);
        assertThat(accuracy(smaller, fresh)).as(result.out()).isGreaterThanOrEqualTo(WANTED_ACCURACY);
    }

    private static double accuracy(NetworkGraph graph, ImageSet images) {
        try (OnnxEngine engine = OnnxEngine.open(OnnxCodec.toBytes(graph), EngineSettings.DEFAULTS)) {
            return engine.accuracy(images, NORMALISATION, 50);
        }
    }
}
