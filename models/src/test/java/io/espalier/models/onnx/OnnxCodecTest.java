package io.espalier.models.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import io.espalier.models.zoo.ZooNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxCodecTest {

    @TempDir
    Path folder;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void randomNetworkIsBitEqualAfterWritingAndReading(long seed) {
        NetworkGraph graph = RandomNetworks.residual(seed);
        NetworkGraph again = OnnxCodec.fromBytes(OnnxCodec.toBytes(graph), "memory");
        assertThat(GraphDigest.of(again)).isEqualTo(GraphDigest.of(graph));
        assertThat(again.name()).isEqualTo(graph.name());
    }

    @ParameterizedTest
    @EnumSource(
            value = ZooNetwork.class,
            names = {"LENET5", "RESNET8"})
    void zooNetworkIsBitEqualAfterWritingAndReadingAFile(ZooNetwork network) {
        NetworkGraph graph = network.create(TensorShape.image(1, 28, 28), 10, 3);
        Path file = folder.resolve("network.onnx");
        OnnxCodec.write(graph, file);
        assertThat(GraphDigest.of(OnnxCodec.read(file))).isEqualTo(GraphDigest.of(graph));
        assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void sameGraphGivesTheSameBytes() {
        byte[] bytes = OnnxCodec.toBytes(RandomNetworks.residual(4));
        assertThat(OnnxCodec.toBytes(RandomNetworks.residual(4))).isEqualTo(bytes);
        assertThat(OnnxCodec.toBytes(OnnxCodec.fromBytes(bytes, "memory"))).isEqualTo(bytes);
    }

    @Test
    void writingReplacesWhatWasThere() throws IOException {
        Path file = Files.write(folder.resolve("network.onnx"), new byte[3]);
        NetworkGraph graph = RandomNetworks.residual(1);
        OnnxCodec.write(graph, file);
        assertThat(Files.readAllBytes(file)).isEqualTo(OnnxCodec.toBytes(graph));
    }

    @Test
    void unwritableFileIsNamed() {
        Path file = folder.resolve("nowhere").resolve("network.onnx");
        assertThatThrownBy(() -> OnnxCodec.write(RandomNetworks.residual(1), file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot write " + file);
    }

    @Test
    void missingFileIsNamed() {
        Path file = folder.resolve("nothing.onnx");
        assertThatThrownBy(() -> OnnxCodec.read(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot read " + file);
    }

    @Test
    void tapThatIsNoNodeIsRefused() {
        assertThatThrownBy(() -> OnnxCodec.toBytes(RandomNetworks.residual(1), List.of("stem", "nothing")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("node must exist: 'nothing'");
    }

    @Test
    void tapsAreOutputsWhenReadBack() {
        NetworkGraph graph = RandomNetworks.residual(1);
        NetworkGraph tapped = OnnxCodec.fromBytes(OnnxCodec.toBytes(graph, List.of("stem")), "tapped.onnx");
        assertThat(tapped.outputs()).containsExactly(graph.output(), "stem");
        assertThat(tapped.nodes()).isEqualTo(graph.nodes());
    }

    @Test
    void textIsNoModel() throws IOException {
        Path file = Files.writeString(folder.resolve("text.onnx"), "this is no protobuf", StandardCharsets.UTF_8);
        assertThatThrownBy(() -> OnnxCodec.read(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(file + " must be an ONNX model: its bytes are damaged or cut short");
    }

    @Test
    void emptyFileIsNoModel() throws IOException {
        Path file = Files.write(folder.resolve("empty.onnx"), new byte[0]);
        assertThatThrownBy(() -> OnnxCodec.read(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(file + " must be an ONNX model: it holds no graph");
    }

    @ParameterizedTest(name = "{0} % of the file")
    @ValueSource(ints = {10, 50, 90, 99})
    void truncatedFileIsNamed(int percent) throws IOException {
        byte[] whole = OnnxCodec.toBytes(RandomNetworks.residual(1));
        Path file = Files.write(folder.resolve("half.onnx"), Arrays.copyOf(whole, whole.length * percent / 100));
        assertThatThrownBy(() -> OnnxCodec.read(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(file + " must be an ONNX model: its bytes are damaged or cut short");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cifar10-resnet20.onnx", "cifar10-resnet56.onnx"})
    void networksWithPaddedShortcutsAreEqualAfterWritingAndReading(String name) {
        Path file = Path.of(System.getProperty("espalier.shared", "../shared"), "models", name);
        Assumptions.assumeTrue(Files.exists(file), () -> "skipped: there is no " + file);
        NetworkGraph graph = OnnxCodec.read(file);
        NetworkGraph again = OnnxCodec.fromBytes(OnnxCodec.toBytes(graph), "memory");
        assertThat(GraphDigest.of(again)).isEqualTo(GraphDigest.of(graph));
        assertThat(again.origin()).isEqualTo(graph.origin());
        assertThat(graph.nodes())
                .extracting(node -> node.operator().getClass().getSimpleName())
                .contains("Slice", "Pad");
    }

    /** A model whose weight "w" lies in another file, from the third byte on. */
    private Path modelWithWeightIn(String location, int length) throws IOException {
        byte[] values = new byte[4 * 18 + 3];
        for (int i = 0; i < 18; i++) {
            ByteBuffer.wrap(values, 3 + 4 * i, 4).order(ByteOrder.LITTLE_ENDIAN).putFloat(i);
        }
        Files.write(folder.resolve("weights.bin"), values);
        TensorProto weight = TensorProto.newBuilder()
                .setName("w")
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addAllDims(List.of(18L, 1L))
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", location))
                .addExternalData(entry("offset", "3"))
                .addExternalData(entry("length", Integer.toString(length)))
                .build();
        byte[] model = Foreign.image(2, 3, 3)
                .initialiser(weight)
                .node("Flatten", "f", List.of("x"))
                .node("Gemm", "y", List.of("f", "w"))
                .output("y");
        return Files.write(Files.createDirectories(folder.resolve("model")).resolve("external.onnx"), model);
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    @Test
    void valuesInAFileBesideTheModelAreRead() throws IOException {
        Path file = modelWithWeightIn("weights.bin", 72);
        Files.move(folder.resolve("weights.bin"), folder.resolve("model").resolve("weights.bin"));
        NetworkGraph graph = OnnxCodec.read(file);
        assertThat(graph.parameters().values("w").values()[17]).isEqualTo(17);
        assertThat(OnnxCodec.fromBytes(OnnxCodec.toBytes(graph), "memory").nodes())
                .isEqualTo(graph.nodes());
    }

    @Test
    void valuesOutsideTheModelsFolderAreRefused() throws IOException {
        for (String location :
                List.of("../weights.bin", folder.resolve("weights.bin").toString(), "", "link.bin")) {
            Path file = modelWithWeightIn(location, 72);
            Files.deleteIfExists(file.resolveSibling("link.bin"));
            Files.createSymbolicLink(file.resolveSibling("link.bin"), folder.resolve("weights.bin"));
            assertThatThrownBy(() -> OnnxCodec.read(file))
                    .isInstanceOf(UnsupportedNetworkException.class)
                    .hasMessage("%s: tensor 'w' must have its values in a file of the model's folder: '%s'"
                            .formatted(file, location));
        }
    }

    @Test
    void moreValuesThanTheOtherFileHasAreRefused() throws IOException {
        Path file = modelWithWeightIn("weights.bin", 73);
        Files.move(folder.resolve("weights.bin"), folder.resolve("model").resolve("weights.bin"));
        assertThatThrownBy(() -> OnnxCodec.read(file))
                .isInstanceOf(UnsupportedNetworkException.class)
                .hasMessage(file + ": tensor 'w' must have values that weights.bin holds: 73 bytes from 3 of 75");
    }

    @Test
    void halfAndDoublePrecisionBecomeFloat32() {
        TensorProto half = TensorProto.newBuilder()
                .setName("h")
                .setDataType(TensorProto.DataType.FLOAT16.getNumber())
                .addDims(4)
                // 1, -2, the smallest number above 0, the largest
                .addAllInt32Data(List.of(0x3c00, 0xc000, 0x0001, 0x7bff))
                .build();
        TensorProto wide = TensorProto.newBuilder()
                .setName("d")
                .setDataType(TensorProto.DataType.DOUBLE.getNumber())
                .addDims(4)
                .addAllDoubleData(List.of(1.0, 0.1, -3.0, 1e300))
                .build();
        byte[] model = Foreign.image(1, 2, 4)
                .initialiser(half)
                .initialiser(wide)
                .node("Cast", "h32", List.of("h"), Foreign.attribute("to", 1))
                .node("Cast", "d32", List.of("d"), Foreign.attribute("to", 1))
                .node("Add", "a", List.of("x", "h32"))
                .node("Mul", "y", List.of("a", "d32"))
                .output("y");
        NetworkGraph graph = OnnxCodec.fromBytes(model, "memory");
        assertThat(graph.parameters().values("h").values()).containsExactly(1, -2, 0x1p-24f, 65504);
        assertThat(graph.parameters().values("d").values()).containsExactly(1, 0.1f, -3, Float.POSITIVE_INFINITY);
    }

    @Test
    void openSizesAreOpenAgainInTheWrittenFile() throws IOException {
        ModelProto.Builder model = ModelProto.parseFrom(Foreign.image(2, 8, 8)
                        .floats("w", 3, 2, 3, 3)
                        .node("Conv", "c", List.of("x", "w"))
                        .node("GlobalAveragePool", "y", List.of("c"))
                        .output("c", "y"))
                .toBuilder();
        model.getGraphBuilder()
                .getInputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .getDimBuilder(3)
                .clear()
                .setDimParam("columns");
        NetworkGraph graph =
                OnnxCodec.fromBytes(model.build().toByteArray(), "open", Optional.of(TensorShape.image(2, 8, 12)));
        Path file = folder.resolve("open.onnx");
        OnnxCodec.write(graph, file);
        GraphProto written = ModelProto.parseFrom(Files.readAllBytes(file)).getGraph();
        assertThat(sizes(written.getInput(0))).containsExactly("n", "2", "8", "width");
        assertThat(sizes(written.getOutput(0))).containsExactly("n", "3", "6", "");
        assertThat(sizes(written.getOutput(1))).containsExactly("n", "3", "1", "1");
        // To run it, the size is the one that was given.
        GraphProto runnable = ModelProto.parseFrom(OnnxCodec.toBytes(graph)).getGraph();
        assertThat(sizes(runnable.getInput(0))).containsExactly("n", "2", "8", "12");
        assertThatThrownBy(() -> OnnxCodec.read(file, Optional.of(TensorShape.image(2, 9, 12))))
                .isInstanceOf(UnsupportedNetworkException.class)
                .hasMessage(file + ": input 'x' must be of the given size where it is fixed: [n, 2, 8, width],"
                        + " given [2, 9, 12]");
    }

    private static List<String> sizes(ValueInfoProto value) {
        return value.getType().getTensorType().getShape().getDimList().stream()
                .map(size -> size.hasDimValue() ? Long.toString(size.getDimValue()) : size.getDimParam())
                .toList();
    }

    @Test
    void namesOpsetAndMetadataAreKept() throws IOException {
        ModelProto model = ModelProto.parseFrom(Foreign.image(2, 8, 8)
                        .opset(17)
                        .floats("w", 3, 2, 3, 3)
                        .node("Conv", "c", List.of("x", "w"))
                        .node("Relu", "y", List.of("c"))
                        .output("y"))
                .toBuilder()
                .addMetadataProps(entry("mean", "0.5,0.5"))
                .build();
        NetworkGraph graph = OnnxCodec.fromBytes(model.toByteArray(), "named");
        ModelProto written = ModelProto.parseFrom(OnnxCodec.toBytes(graph));
        assertThat(written.getMetadataPropsList()).isEqualTo(model.getMetadataPropsList());
        assertThat(written.getOpsetImport(0).getVersion()).isEqualTo(17);
        assertThat(written.getGraph().getNodeList())
                .extracting(NodeProto::getName)
                .containsExactly("c/op", "y/op");
        assertThat(written.getGraph().getInitializer(0).getName()).isEqualTo("w");
        assertThat(written.getGraph().getInput(0)).isEqualTo(model.getGraph().getInput(0));
    }
}
