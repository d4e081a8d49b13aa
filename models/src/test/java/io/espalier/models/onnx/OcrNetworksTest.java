package io.espalier.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Opaque;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.OnnxEngine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Networks that are in production (PP-OCR: text angle, text detection, text recognition), from Maven Central. */
class OcrNetworksTest {

    /** Largest difference over the largest magnitude: float32 rounding through up to 500 layers, reordered by the optimiser. */
    private static final double ROUNDING_THROUGH_ALL_LAYERS = 1e-5;

    /** Products of two computed matrices, layer norm, and what stands between them without the batch first. */
    private static final Map<String, Integer> ATTENTION =
            Map.of("MatMul", 4, "Pow", 5, "Sqrt", 5, "Slice", 6, "Squeeze", 6, "Transpose", 2);

    @TempDir
    Path folder;

    /** A file of the artifact, the size of its images, how many groups it has, and whether it holds attention. */
    private enum Ocr {
        ANGLE("ch_ppocr_mobile_v2.0_cls_infer", 48, 192, 26),
        DETECTION_3("ch_PP-OCRv3_det_infer", 160, 160, 37),
        DETECTION_4("ch_PP-OCRv4_det_infer", 160, 160, 36),
        RECOGNITION_3("ch_PP-OCRv3_rec_infer", 48, 320, 19),
        RECOGNITION_4("ch_PP-OCRv4_rec_infer", 48, 320, 20);

        private final String file;
        private final int height;
        private final int width;
        private final int groups;

        Ocr(String file, int height, int width, int groups) {
            this.file = file;
            this.height = height;
            this.width = width;
            this.groups = groups;
        }

        byte[] bytes() throws IOException {
            try (InputStream stream = OcrNetworksTest.class.getResourceAsStream("/models/" + file + ".onnx")) {
                return Objects.requireNonNull(stream, file).readAllBytes();
            }
        }

        TensorShape size() {
            return TensorShape.image(3, height, width);
        }

        Map<String, Integer> kept() {
            return file.contains("rec") ? ATTENTION : Map.of();
        }

        NetworkGraph read() throws IOException {
            return OnnxCodec.fromBytes(bytes(), file, Optional.of(size()));
        }
    }

    @ParameterizedTest
    @EnumSource(Ocr.class)
    void isUnderstoodButForItsAttention(Ocr ocr) throws IOException {
        Map<String, Integer> kept = new TreeMap<>();
        for (Node node : ocr.read().nodes()) {
            if (node.operator() instanceof Opaque opaque) {
                kept.merge(opaque.type(), 1, Integer::sum);
            }
        }
        assertThat(kept).isEqualTo(ocr.kept());
    }

    @ParameterizedTest
    @EnumSource(Ocr.class)
    void hasChannelsThatCanBePruned(Ocr ocr) throws IOException {
        assertThat(Coupling.groups(ocr.read())).hasSize(ocr.groups);
    }

    @ParameterizedTest
    @EnumSource(Ocr.class)
    void writtenNetworkActsLikeTheFile(Ocr ocr) throws IOException {
        NetworkGraph graph = ocr.read();
        // The last node squashes everything to nearly 0 on noise; what it reads tells more.
        String before = graph.node(graph.output()).inputs().get(0);
        INDArray images = RandomNetworks.images(graph, 2, 5);
        try (OnnxEngine file = OnnxEngine.open(fixed(ocr, before), EngineSettings.DEFAULTS);
                OnnxEngine written =
                        OnnxEngine.open(OnnxCodec.toBytes(graph, List.of(before)), EngineSettings.DEFAULTS)) {
            Map<String, INDArray> expected = file.outputs(images);
            Map<String, INDArray> found = written.outputs(images);
            assertThat(found.keySet()).containsExactlyElementsOf(expected.keySet());
            INDArray values = Objects.requireNonNull(expected.get(before));
            double largest = values.amaxNumber().doubleValue();
            double difference = values.sub(found.get(before)).amaxNumber().doubleValue();
            assertThat(largest).isPositive();
            assertThat(difference / largest).isLessThan(ROUNDING_THROUGH_ALL_LAYERS);
        }
    }

    @ParameterizedTest
    @EnumSource(Ocr.class)
    void isEqualAfterWritingAndReading(Ocr ocr) throws IOException {
        NetworkGraph graph = ocr.read();
        Path file = folder.resolve("written.onnx");
        OnnxCodec.write(graph, file);
        NetworkGraph again = OnnxCodec.read(file, Optional.of(ocr.size()));
        assertThat(GraphDigest.of(again)).isEqualTo(GraphDigest.of(graph));
        assertThat(again.origin()).isEqualTo(graph.origin());
        assertThat(again.outputs()).isEqualTo(graph.outputs());
        byte[] bytes = Files.readAllBytes(file);
        OnnxCodec.write(again, file);
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @EnumSource(Ocr.class)
    void openSizeMustBeGiven(Ocr ocr) throws IOException {
        byte[] bytes = ocr.bytes();
        assertThatThrownBy(() -> OnnxCodec.fromBytes(bytes, "ocr.onnx"))
                .isInstanceOf(UnsupportedNetworkException.class)
                .hasMessageMatching("ocr.onnx: input 'x' leaves its height and width open: .*;"
                        + " give its size \\[channels, height, width]");
    }

    /** The file itself, with its input's size filled in and one more output. */
    private static byte[] fixed(Ocr ocr, String tap) throws IOException {
        ModelProto.Builder model = ModelProto.parseFrom(ocr.bytes()).toBuilder();
        TensorShapeProto.Builder shape = model.getGraphBuilder()
                .getInputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder();
        for (int axis = 0; axis < 3; axis++) {
            shape.getDimBuilder(axis + 1).clear().setDimValue(ocr.size().size(axis));
        }
        ValueInfoProto output = model.getGraph().getOutput(0);
        model.getGraphBuilder()
                .addOutput(ValueInfoProto.newBuilder()
                        .setName(tap)
                        .setType(output.getType().toBuilder()
                                .setTensorType(output.getType().getTensorType().toBuilder()
                                        .clearShape())));
        return model.build().toByteArray();
    }
}
