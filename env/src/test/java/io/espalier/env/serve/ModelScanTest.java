package io.espalier.env.serve;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models are built with the protobuf classes that real writers use, and scanned without them. */
class ModelScanTest {

    @TempDir
    private Path folder;

    private static final TensorProto OUTSIDE = TensorProto.newBuilder()
            .addExternalData(
                    StringStringEntryProto.newBuilder().setKey("location").setValue("/etc/passwd"))
            .build();

    private static final TensorProto MARKED = TensorProto.newBuilder()
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .build();

    private void scan(byte[] model) throws IOException {
        ModelScan.check(Files.write(folder.resolve("model"), model));
    }

    private static ModelProto.Builder model() {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(GraphProto.newBuilder().setName("g"));
    }

    private static ModelProto with(TensorProto tensor) {
        return model().setGraph(GraphProto.newBuilder().addInitializer(tensor)).build();
    }

    static Stream<ModelProto> modelsOfSeveralFiles() {
        AttributeProto inner = AttributeProto.newBuilder()
                .setG(GraphProto.newBuilder().addInitializer(MARKED))
                .build();
        return Stream.of(
                with(OUTSIDE),
                with(MARKED),
                model().setGraph(GraphProto.newBuilder()
                                .addNode(NodeProto.newBuilder()
                                        .addAttribute(
                                                AttributeProto.newBuilder().setT(OUTSIDE))))
                        .build(),
                model().setGraph(GraphProto.newBuilder()
                                .addNode(NodeProto.newBuilder()
                                        .addAttribute(AttributeProto.newBuilder()
                                                .addGraphs(GraphProto.newBuilder()
                                                        .addNode(NodeProto.newBuilder()
                                                                .addAttribute(inner))))))
                        .build(),
                model().setGraph(GraphProto.newBuilder()
                                .addSparseInitializer(
                                        SparseTensorProto.newBuilder().setValues(OUTSIDE)))
                        .build());
    }

    @ParameterizedTest
    @MethodSource("modelsOfSeveralFiles")
    void tensorInAnotherFileIsRefusedWhereverItStands(ModelProto model) {
        assertThatThrownBy(() -> scan(model.toByteArray()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a tensor lies in another file");
    }

    @Test
    void tensorThatSaysThatItIsHereIsTaken() {
        TensorProto here = TensorProto.newBuilder()
                .setDataLocation(TensorProto.DataLocation.DEFAULT)
                .addFloatData(1)
                .build();
        assertThatCode(() -> scan(with(here).toByteArray())).doesNotThrowAnyException();
    }

    @Test
    void realNetworkIsTaken() {
        assertThatCode(() -> scan(TestNetworks.REFERENCE.onnx())).doesNotThrowAnyException();
    }

    @Test
    void everyBeginningOfAModelIsRefused() {
        byte[] model = with(TensorProto.newBuilder().addFloatData(1).build()).toByteArray();
        for (int length = 0; length < model.length; length++) {
            byte[] beginning = Arrays.copyOf(model, length);
            assertThatThrownBy(() -> scan(beginning))
                    .as("%d of %d bytes", length, model.length)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("body must be an ONNX model: ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PK\u0003\u0004", "\u0089HDF\r\n", "<html>", "{\"a\": 1}", "0123ORTM and more"})
    void otherFormatsAreRefused(String text) {
        assertThatThrownBy(() -> scan(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("body must be an ONNX model: ");
    }

    @Test
    void nestingWithoutEndIsRefused() {
        GraphProto graph = GraphProto.getDefaultInstance();
        for (int i = 0; i < 60; i++) {
            graph = GraphProto.newBuilder()
                    .addNode(NodeProto.newBuilder()
                            .addAttribute(AttributeProto.newBuilder().setG(graph)))
                    .build();
        }
        byte[] model = model().setGraph(graph).build().toByteArray();
        assertThatThrownBy(() -> scan(model)).hasMessageContaining("nested too deeply");
    }

    @Test
    void modelWithoutGraphOrOperatorSetIsRefused() {
        assertThatThrownBy(() -> scan(model().clearGraph().build().toByteArray()))
                .hasMessageContaining("no graph");
        assertThatThrownBy(() -> scan(model().clearOpsetImport().build().toByteArray()))
                .hasMessageContaining("names no operator set");
        assertThatThrownBy(() -> scan(model().clearIrVersion().build().toByteArray()))
                .hasMessageContaining("no IR version");
    }
}
