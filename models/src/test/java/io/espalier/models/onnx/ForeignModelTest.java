package io.espalier.models.onnx;

import static io.espalier.models.onnx.Foreign.attribute;
import static io.espalier.models.onnx.Foreign.image;
import static io.espalier.models.onnx.Foreign.ints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto;
import io.espalier.models.graph.GraphBuilder;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import io.espalier.models.graph.Window;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.OnnxEngine;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Models as other tools write them: what we read acts like the file itself in ONNX Runtime, and what we cannot read is refused. */
class ForeignModelTest {

    /** Largest difference over the largest magnitude: the same kernels on the same values in another order. */
    private static final double FLOAT32_REORDERING = 1e-6;

    static Stream<Arguments> readable() {
        return Stream.of(
                Arguments.of(
                        "Gemm without transB, row bias",
                        image(2, 3, 3)
                                .floats("w", 18, 4)
                                .floats("b", 1, 4)
                                .node("Flatten", "f", List.of("x"))
                                .node("Gemm", "y", List.of("f", "w", "b"))
                                .output("y")),
                Arguments.of(
                        "Gemm with alpha and beta 1 and no bias",
                        image(2, 3, 3)
                                .floats("w", 4, 18)
                                .node("Flatten", "f", List.of("x"), attribute("axis", 1))
                                .node(
                                        "Gemm",
                                        "y",
                                        List.of("f", "w"),
                                        attribute("alpha", 1f),
                                        attribute("beta", 1f),
                                        attribute("transB", 1))
                                .output("y")),
                Arguments.of(
                        "MatMul and Add, constant first, through Identity",
                        image(2, 3, 3)
                                .floats("w", 18, 4)
                                .node("Flatten", "f", List.of("x"))
                                .node("Identity", "w2", List.of("w"))
                                .node("Identity", "f2", List.of("f"))
                                .node("MatMul", "m", List.of("f2", "w2"))
                                .node("Constant", "b", List.of(), attribute("value", Foreign.tensor("", 4)))
                                .node("Add", "y", List.of("b", "m"))
                                .output("y")),
                Arguments.of(
                        "MatMul alone, Softmax on the last axis",
                        image(2, 3, 3)
                                .floats("w", 18, 4)
                                .longs("shape", 0, -1)
                                .node("Reshape", "f", List.of("x", "shape"))
                                .node("MatMul", "m", List.of("f", "w"))
                                .node("Softmax", "y", List.of("m"), attribute("axis", -1))
                                .output("y")),
                Arguments.of(
                        "one weight in both directions",
                        image(1, 2, 2)
                                .floats("w", 4, 4)
                                .longs("shape", -1, 4)
                                .node("Reshape", "f", List.of("x", "shape"))
                                .node("Gemm", "a", List.of("f", "w"))
                                .node("Gemm", "y", List.of("a", "w"), attribute("transB", 1))
                                .output("y")),
                Arguments.of(
                        "Conv without attributes",
                        image(3, 6, 6)
                                .floats("w", 4, 3, 3, 3)
                                .node("Conv", "y", List.of("x", "w"))
                                .output("y")),
                Arguments.of(
                        "Conv in groups, dilated, strided, with uneven padding",
                        image(4, 9, 8)
                                .floats("w", 6, 2, 3, 2)
                                .floats("b", 6)
                                .node(
                                        "Conv",
                                        "y",
                                        List.of("x", "w", "b"),
                                        attribute("auto_pad", "NOTSET"),
                                        attribute("group", 2),
                                        ints("kernel_shape", 3, 2),
                                        ints("dilations", 2, 1),
                                        ints("pads", 1, 0, 2, 1),
                                        ints("strides", 1, 2))
                                .output("y")),
                Arguments.of(
                        "average pooling with padding not counted",
                        image(2, 7, 7)
                                .node(
                                        "AveragePool",
                                        "y",
                                        List.of("x"),
                                        ints("kernel_shape", 3, 3),
                                        ints("pads", 1, 1, 1, 1),
                                        ints("strides", 2, 2))
                                .output("y")),
                Arguments.of(
                        "average pooling that would count padding if there were any, rounding that changes nothing",
                        image(2, 6, 6)
                                .node(
                                        "AveragePool",
                                        "y",
                                        List.of("x"),
                                        attribute("ceil_mode", 1),
                                        attribute("count_include_pad", 1),
                                        ints("kernel_shape", 2, 2),
                                        ints("strides", 2, 2))
                                .output("y")),
                Arguments.of(
                        "max pooling with dilation and padding",
                        image(2, 9, 9)
                                .node(
                                        "MaxPool",
                                        "y",
                                        List.of("x"),
                                        ints("kernel_shape", 3, 2),
                                        ints("dilations", 2, 2),
                                        ints("pads", 1, 1, 1, 0))
                                .output("y")),
                Arguments.of(
                        "batch norm of opset 11, activations, global pooling",
                        image(3, 4, 4)
                                .opset(11)
                                .floats("s", 3)
                                .floats("b", 3)
                                .floats("m", 3)
                                .floats("v", 3)
                                .node(
                                        "BatchNormalization",
                                        "n",
                                        List.of("x", "s", "b", "m", "v"),
                                        attribute("epsilon", 1e-3f),
                                        attribute("momentum", 0.9f))
                                .node("Tanh", "t", List.of("n"))
                                .node("Sigmoid", "g", List.of("t"))
                                .node("Add", "a", List.of("g", "n"))
                                .node("Relu", "r", List.of("a"))
                                .node("GlobalAveragePool", "y", List.of("r"))
                                .output("y")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readable")
    void whatIsReadActsLikeTheFile(String name, byte[] model) {
        NetworkGraph graph = OnnxCodec.fromBytes(model, name);
        INDArray images = RandomNetworks.images(graph, 3, 8);
        try (OnnxEngine file = OnnxEngine.open(model, EngineSettings.DEFAULTS);
                OnnxEngine read = OnnxEngine.open(OnnxCodec.toBytes(graph), EngineSettings.DEFAULTS)) {
            INDArray expected = file.logits(images);
            INDArray found = read.logits(images);
            assertThat(found.shape()).isEqualTo(expected.shape());
            double difference = found.sub(expected).amaxNumber().doubleValue();
            assertThat(difference / expected.amaxNumber().doubleValue()).isLessThan(FLOAT32_REORDERING);
        }
    }

    @Test
    void matMulWithAddIsOneDenseLayerUnderTheNameOfItsResult() {
        NetworkGraph graph = OnnxCodec.fromBytes(
                image(2, 3, 3)
                        .floats("w", 18, 4)
                        .floats("b", 4)
                        .node("Flatten", "f", List.of("x"))
                        .node("MatMul", "m", List.of("f", "w"))
                        .node("Add", "y", List.of("m", "b"))
                        .output("y"),
                "memory");
        assertThat(graph.node("y").operator()).isEqualTo(new Operator.Dense(18, 4, true));
        assertThat(graph.node("y").parameters()).containsExactly("w", "b");
        assertThat(graph.nodes()).hasSize(2);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(
                        image(1, 4, 4).node("Slice", "y", List.of("x")).output("y"),
                        "node 'y/op' (Slice) must have an input 1"),
                Arguments.of(
                        image(1, 4, 4)
                                .floats("w", 2, 1, 3, 3)
                                .node("Conv", "y", List.of("x", "w"), attribute("sparse", 1))
                                .output("y"),
                        "node 'y/op' (Conv) has attributes that are not known: [sparse], and cannot be kept as it is:"
                                + " ONNX Runtime says: "),
                Arguments.of(
                        image(3, 4, 4)
                                .floats("w", 2, 1, 3, 3)
                                .node("Conv", "y", List.of("x", "w"))
                                .output("y"),
                        "node 'y/op' (Conv) Conv2d must have an input of 1 channels: [3, 4, 4]"),
                Arguments.of(
                        image(1, 4, 4)
                                .longs("shape", 0, 2, 9)
                                .node("Reshape", "y", List.of("x", "shape"))
                                .output("y"),
                        "node 'y/op' (Reshape) Reshape must keep the number of values: [1, 4, 4] to [2, 9]"),
                Arguments.of(
                        image(1, 4, 4)
                                .floats("b", 3)
                                .node("Add", "y", List.of("x", "b"))
                                .output("y"),
                        "node 'y/op' (Add) Elementwise must have inputs that are equal or 1 in every dimension:"
                                + " [[1, 4, 4], [1, 1, 3]]"),
                Arguments.of(
                        image(1, 4, 4).node("Relu", "y", List.of("later")).output("y"),
                        "node 'y/op' (Relu) reads 'later', which nothing in the file makes"),
                Arguments.of(
                        image(1, 4, 4)
                                .initialiser(TensorProto.newBuilder()
                                        .setName("w")
                                        .setDataType(TensorProto.DataType.INT64.getNumber())
                                        .addDims(1)
                                        .addInt64Data(1)
                                        .build())
                                .node("Conv", "y", List.of("x", "w"))
                                .output("y"),
                        "node 'y/op' (Conv) tensor 'w' must be of a real type: INT64"),
                Arguments.of(
                        image(1, 4, 4)
                                .initialiser(Foreign.tensor("w", 2, 1, 3, 3).toBuilder()
                                        .clearFloatData()
                                        .build())
                                .node("Conv", "y", List.of("x", "w"))
                                .output("y"),
                        "node 'y/op' (Conv) tensor 'w' must have the values of its shape [2, 1, 3, 3]: 0"),
                Arguments.of(
                        image(1, 4).node("Relu", "y", List.of("x")).output("y"),
                        "input 'x' must be float32 [batch, channels, height, width]: type 1, [n, 1, 4]"),
                Arguments.of(
                        image(1, 4, 4).opset(10).node("Relu", "y", List.of("x")).output("y"),
                        "opset must be from 11 to 20: 10"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("refused")
    void whatCannotBeReadIsRefusedByFileNodeOperatorAndReason(byte[] model, String reason) {
        String expected = "foreign.onnx: " + reason;
        assertThatThrownBy(() -> OnnxCodec.fromBytes(model, "foreign.onnx"))
                .isInstanceOf(UnsupportedNetworkException.class)
                .hasMessageStartingWith(expected);
    }

    @Test
    void averagePoolingWithDilationIsWrittenInTheFirstOpsetThatHasIt() {
        Window window =
                new Window(Window.Size.square(2), Window.Size.square(1), Window.Padding.NONE, Window.Size.square(2));
        GraphBuilder builder = new GraphBuilder(
                "dilated", new NetworkGraph.Input("x", TensorShape.image(1, 5, 5)), RandomNetworks.initialiser(1));
        NetworkGraph graph =
                builder.build(builder.add("pool", new Operator.Pool(Operator.Pool.Kind.AVERAGE, window), "x"));
        NetworkGraph again = OnnxCodec.fromBytes(OnnxCodec.toBytes(graph), "memory");
        assertThat(again.origin().opset()).isEqualTo(19);
        assertThat(again.nodes()).isEqualTo(graph.nodes());
    }
}
