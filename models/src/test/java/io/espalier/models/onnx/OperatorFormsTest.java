package io.espalier.models.onnx;

import static io.espalier.models.onnx.Foreign.attribute;
import static io.espalier.models.onnx.Foreign.image;
import static io.espalier.models.onnx.Foreign.ints;
import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Opaque;
import io.espalier.models.graph.RandomNetworks;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.OnnxEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every operator in the form of every opset in which its form changed: understood, and acting like the file in ONNX Runtime. */
class OperatorFormsTest {

    /** Largest difference over the largest magnitude: the same kernels on the same values in another order. */
    private static final double FLOAT32_REORDERING = 1e-6;

    private static final List<Integer> OPSETS = List.of(11, 13, 18, 20);

    /** A model that is written in some opsets. */
    private record Form(String name, int first, int last, UnaryOperator<Foreign> body) {

        byte[] model(int opset) {
            return body.apply(image(4, 6, 6).opset(opset)).output("y");
        }
    }

    private static Form form(String name, UnaryOperator<Foreign> body) {
        return new Form(name, 11, 20, body);
    }

    private static Form since(int opset, String name, UnaryOperator<Foreign> body) {
        return new Form(name, opset, 20, body);
    }

    private static Form until(int opset, String name, UnaryOperator<Foreign> body) {
        return new Form(name, 11, opset, body);
    }

    private static UnaryOperator<Foreign> plain(String type) {
        return model -> model.node(type, "y", List.of("x"));
    }

    private static List<Form> layers() {
        return List.of(
                form("Conv padded like SAME_UPPER, strided", model -> model.floats("w", 2, 4, 3, 3)
                        .node(
                                "Conv",
                                "y",
                                List.of("x", "w"),
                                attribute("auto_pad", "SAME_UPPER"),
                                ints("strides", 2, 2))),
                form("Conv padded like SAME_LOWER, even kernel", model -> model.floats("w", 2, 4, 2, 4)
                        .node("Conv", "y", List.of("x", "w"), attribute("auto_pad", "SAME_LOWER"))),
                form("Conv padded like VALID, dilated, depthwise", model -> model.floats("w", 8, 1, 2, 2)
                        .node(
                                "Conv",
                                "y",
                                List.of("x", "w"),
                                attribute("auto_pad", "VALID"),
                                attribute("group", 4),
                                ints("dilations", 2, 2))),
                form("ConvTranspose in groups with output padding", model -> model.floats("w", 4, 3, 3, 2)
                        .floats("b", 6)
                        .node(
                                "ConvTranspose",
                                "y",
                                List.of("x", "w", "b"),
                                attribute("group", 2),
                                ints("strides", 2, 3),
                                ints("pads", 1, 0, 0, 1),
                                ints("output_padding", 1, 2))),
                form("ConvTranspose of a given output shape", model -> model.floats("w", 4, 3, 3, 3)
                        .node(
                                "ConvTranspose",
                                "y",
                                List.of("x", "w"),
                                ints("strides", 2, 2),
                                ints("output_shape", 12, 11))),
                form("ConvTranspose like SAME_UPPER", model -> model.floats("w", 4, 3, 3, 3)
                        .node(
                                "ConvTranspose",
                                "y",
                                List.of("x", "w"),
                                ints("strides", 2, 2),
                                attribute("auto_pad", "SAME_UPPER"))),
                form("ConvTranspose like SAME_LOWER, dilated", model -> model.floats("w", 4, 3, 3, 3)
                        .node(
                                "ConvTranspose",
                                "y",
                                List.of("x", "w"),
                                ints("strides", 2, 2),
                                ints("dilations", 2, 1),
                                attribute("auto_pad", "SAME_LOWER"))),
                form("Gemm with alpha, beta and one number as bias", model -> model.floats("w", 144, 5)
                        .floats("b", 1)
                        .node("Flatten", "f", List.of("x"))
                        .node("Gemm", "y", List.of("f", "w", "b"), attribute("alpha", 0.5f), attribute("beta", 2f))),
                form("MatMul and Add on the last axis", model -> model.floats("w", 6, 5)
                        .floats("b", 5)
                        .node("MatMul", "m", List.of("x", "w"))
                        .node("Add", "y", List.of("m", "b"))),
                form("MatMul on the last axis", model -> model.floats("w", 6, 5)
                        .node("MatMul", "y", List.of("x", "w"))),
                form("BatchNormalization", model -> model.floats("s", 4)
                        .floats("b", 4)
                        .floats("m", 4)
                        .floats("v", 4)
                        .node(
                                "BatchNormalization",
                                "y",
                                List.of("x", "s", "b", "m", "v"),
                                attribute("epsilon", 1e-3f))),
                form("BatchNormalization with one vector in two roles", model -> model.floats("s", 4)
                        .floats("b", 4)
                        .node("BatchNormalization", "y", List.of("x", "s", "b", "b", "s"))),
                form(
                        "MaxPool rounding up",
                        model -> model.node(
                                "MaxPool",
                                "y",
                                List.of("x"),
                                ints("kernel_shape", 3, 3),
                                ints("strides", 4, 2),
                                attribute("ceil_mode", 1),
                                attribute("storage_order", 0))),
                form(
                        "MaxPool padded like SAME_UPPER",
                        model -> model.node(
                                "MaxPool",
                                "y",
                                List.of("x"),
                                ints("kernel_shape", 3, 3),
                                ints("strides", 2, 2),
                                attribute("auto_pad", "SAME_UPPER"))),
                form(
                        "AveragePool counting padding",
                        model -> model.node(
                                "AveragePool",
                                "y",
                                List.of("x"),
                                ints("kernel_shape", 3, 3),
                                ints("pads", 1, 1, 0, 1),
                                attribute("count_include_pad", 1))),
                form(
                        "AveragePool rounding up",
                        model -> model.node(
                                "AveragePool",
                                "y",
                                List.of("x"),
                                ints("kernel_shape", 3, 3),
                                ints("strides", 2, 2),
                                attribute("ceil_mode", 1))),
                form(
                        "AveragePool rounding up and counting padding",
                        model -> model.node(
                                "AveragePool",
                                "y",
                                List.of("x"),
                                ints("kernel_shape", 3, 3),
                                ints("strides", 2, 2),
                                ints("pads", 1, 1, 1, 1),
                                attribute("count_include_pad", 1),
                                attribute("ceil_mode", 1))),
                since(
                        20,
                        "AveragePool with dilation",
                        model -> model.node(
                                "AveragePool", "y", List.of("x"), ints("kernel_shape", 2, 2), ints("dilations", 2, 3))),
                form("GlobalAveragePool", plain("GlobalAveragePool")));
    }

    private static List<Form> arithmetic() {
        return List.of(
                form("Relu", plain("Relu")),
                form("Sigmoid", plain("Sigmoid")),
                form("Tanh", plain("Tanh")),
                since(14, "HardSwish", plain("HardSwish")),
                form("LeakyRelu", model -> model.node("LeakyRelu", "y", List.of("x"), attribute("alpha", 0.2f))),
                form("LeakyRelu as it is by default", plain("LeakyRelu")),
                form(
                        "HardSigmoid",
                        model -> model.node(
                                "HardSigmoid", "y", List.of("x"), attribute("alpha", 0.3f), attribute("beta", 0.4f))),
                form("Relu6", model -> model.number("low", 0)
                        .number("high", 0.6f)
                        .node("Clip", "y", List.of("x", "low", "high"))),
                form("Clip from above", model -> model.number("high", 0.5f)
                        .node("Clip", "y", List.of("x", "", "high"))),
                form("Clip from below", model -> model.number("low", -0.5f).node("Clip", "y", List.of("x", "low"))),
                form("Clip without bounds", plain("Clip")),
                form(
                        "Softmax over the last axis",
                        model -> model.node("Softmax", "y", List.of("x"), attribute("axis", -1))),
                since(
                        13,
                        "Softmax over channels",
                        model -> model.node("Softmax", "y", List.of("x"), attribute("axis", 1))),
                since(13, "Softmax as it is by default", plain("Softmax")),
                until(12, "Softmax over the channels of pixels", model -> model.node(
                                "GlobalAveragePool", "g", List.of("x"))
                        .node("Softmax", "y", List.of("g"))),
                form("ReduceMean over pixels", model -> model.axes("ReduceMean", "y", 18, new long[] {2, -1})),
                form(
                        "ReduceMean without the axes",
                        model -> model.axes("ReduceMean", "y", 18, new long[] {1}, attribute("keepdims", 0))),
                form("Add of channels", model -> model.floats("c", 4, 1, 1).node("Add", "y", List.of("x", "c"))),
                form("Sub from a number", model -> model.number("c", 2).node("Sub", "y", List.of("c", "x"))),
                form("Div of a number by the input, shifted", model -> model.number("c", 9)
                        .node("Add", "a", List.of("x", "c"))
                        .node("Div", "y", List.of("c", "a"))),
                form("Mul with a constant of four dimensions", model -> model.floats("c", 1, 4, 1, 6)
                        .node("Mul", "y", List.of("x", "c"))),
                form("Mul with a constant that is wider", model -> model.floats("c", 4, 6, 1)
                        .node("GlobalAveragePool", "g", List.of("x"))
                        .node("Mul", "y", List.of("g", "c"))),
                form("Mul with gates", model -> model.node("GlobalAveragePool", "g", List.of("x"))
                        .node("Mul", "y", List.of("x", "g"))),
                form("one constant beside tensors of two ranks", model -> model.number("c", 0.5f)
                        .node("Mul", "a", List.of("x", "c"))
                        .node("Flatten", "f", List.of("a"))
                        .node("Mul", "y", List.of("c", "f"))),
                form("a constant that is also a bias", model -> model.floats("w", 4, 4, 1, 1)
                        .floats("c", 4)
                        .longs("column", 4, 1, 1)
                        .node("Conv", "a", List.of("x", "w", "c"))
                        .node("Reshape", "r", List.of("c", "column"))
                        .node("Add", "y", List.of("a", "r"))),
                form("constants in nodes", model -> model.node(
                                "Constant", "c", List.of(), attribute("value", Foreign.tensor("", 4, 1, 1)))
                        .node("Constant", "d", List.of(), attribute("value", Foreign.tensor("named", 6)))
                        .node("Relu", "r", List.of("x"))
                        .node("Mul", "a", List.of("r", "d"))
                        .node("Add", "y", List.of("a", "c"))));
    }

    private static List<Form> rearrangements() {
        return List.of(
                form("Concat of channels", model -> model.node("Relu", "a", List.of("x"))
                        .node("Concat", "y", List.of("a", "x", "a"), attribute("axis", -3))),
                form(
                        "Split into equal parts",
                        model -> model.opset() < 18
                                ? halves(model.split("Split", List.of("a", "b"), List.of("x"), attribute("axis", 1)))
                                : halves(model.split(
                                        "Split",
                                        List.of("a", "b"),
                                        List.of("x"),
                                        attribute("axis", 1),
                                        attribute("num_outputs", 2)))),
                form(
                        "Split into given parts, one unread",
                        model -> thirds(
                                model.opset() < 13
                                        ? model.split(
                                                "Split",
                                                List.of("a", "b", "c"),
                                                List.of("x"),
                                                attribute("axis", 1),
                                                ints("split", 1, 2, 1))
                                        : model.longs("parts", 1, 2, 1)
                                                .split(
                                                        "Split",
                                                        List.of("a", "b", "c"),
                                                        List.of("x", "parts"),
                                                        attribute("axis", 1)))),
                form("Slice with negative ends and steps", model -> model.longs("s", 1, -5)
                        .longs("e", Long.MAX_VALUE, -1)
                        .longs("a", 1, -1)
                        .longs("t", 2, 3)
                        .node("Slice", "y", List.of("x", "s", "e", "a", "t"))),
                form("Slice of all axes", model -> model.longs("s", 0, 1, 0, 2)
                        .longs("e", Integer.MAX_VALUE, 100, 3, 5)
                        .node("Slice", "y", List.of("x", "s", "e"))),
                form("Pad of channels with a value", model -> model.longs("p", 0, 1, 0, 2, 0, 3, 1, 0)
                        .number("v", 0.5f)
                        .node("Pad", "y", List.of("x", "p", "v"))),
                form("Pad by reflection", model -> model.longs("p", 0, 0, 2, 1, 0, 0, 0, 3)
                        .node("Pad", "y", List.of("x", "p"), attribute("mode", "reflect"))),
                form("Pad with the edge", model -> model.longs("p", 0, 0, 2, 1, 0, 0, 0, 3)
                        .node("Pad", "y", List.of("x", "p"), attribute("mode", "edge"))),
                since(18, "Pad of named axes", model -> model.longs("p", 1, 2, 0, 1)
                        .longs("a", -1, 1)
                        .node("Pad", "y", List.of("x", "p", "", "a"))),
                form(
                        "Flatten by a negative axis",
                        model -> model.node("Flatten", "y", List.of("x"), attribute("axis", -3))),
                form("Reshape that copies and infers", model -> model.longs("t", 0, 0, 2, -1)
                        .node("Reshape", "y", List.of("x", "t"))),
                form("Reshape that infers the batch", model -> model.longs("t", -1, 2, 2, 6, 6)
                        .node("Reshape", "y", List.of("x", "t"))),
                form("Reshape to what Shape says", model -> model.longs("zero", 0)
                        .longs("rest", 36, -1)
                        .node("Shape", "s", List.of("x"))
                        .node("Gather", "n", List.of("s", "zero"))
                        .node("Concat", "t", List.of("n", "rest"), attribute("axis", 0))
                        .node("Reshape", "y", List.of("x", "t"))),
                form("Reshape to channels in two groups, shuffled", model -> model.longs("t", 0, 2, 2, 6, 6)
                        .longs("u", 0, -1, 6, 6)
                        .node("Reshape", "a", List.of("x", "t"))
                        .node("Transpose", "b", List.of("a"), ints("perm", 0, 2, 1, 3, 4))
                        .node("Reshape", "y", List.of("b", "u"))),
                form("Transpose", model -> model.node("Transpose", "y", List.of("x"), ints("perm", 0, 3, 1, 2))),
                form("Squeeze of pixels", model -> squeezed(model, 2, -1)),
                form("Squeeze of whatever is 1", model -> model.node("GlobalAveragePool", "g", List.of("x"))
                        .node("Squeeze", "y", List.of("g"))),
                form("Unsqueeze", model -> model.axes("Unsqueeze", "y", 13, new long[] {1, -1})),
                form("Resize by scales", model -> resized(model, "nearest", "asymmetric", "floor")),
                form(
                        "Resize by scales as it is by default",
                        model -> resized(model, "nearest", "half_pixel", "round_prefer_floor")),
                form(
                        "Resize by scales with aligned corners",
                        model -> resized(model, "linear", "align_corners", "floor")),
                form("Resize by scales, bilinear", model -> resized(model, "linear", "pytorch_half_pixel", "ceil")),
                since(13, "Resize by sizes", model -> model.longs("all", 0)
                        .longs("to", 2)
                        .longs("rest", 9, 15)
                        .longs("zero", 0)
                        .node("Shape", "s", List.of("x"))
                        .node("Slice", "n", List.of("s", "zero", "to", "zero"))
                        .node("Concat", "t", List.of("n", "rest"), attribute("axis", 0))
                        .node("Resize", "y", List.of("x", "", "", "t"), attribute("mode", "linear"))),
                since(18, "Resize of named axes by sizes", model -> model.longs("t", 15, 9)
                        .node("Resize", "y", List.of("x", "", "", "t"), ints("axes", 3, 2))),
                form("Dropout", model -> model.node("Tanh", "t", List.of("x")).node("Dropout", "y", List.of("t"))),
                form("Cast to what it is", model -> model.node("Cast", "c", List.of("x"), attribute("to", 1))
                        .node("Tanh", "t", List.of("c"))
                        .node("Identity", "y", List.of("t"))));
    }

    private static Foreign halves(Foreign model) {
        return model.node("Mul", "y", List.of("a", "b"));
    }

    private static Foreign thirds(Foreign model) {
        return model.node("Concat", "y", List.of("c", "a"), attribute("axis", 1));
    }

    private static Foreign squeezed(Foreign model, long... axes) {
        model.node("GlobalAveragePool", "g", List.of("x"));
        return model.opset() < 13
                ? model.node("Squeeze", "y", List.of("g"), ints("axes", axes))
                : model.longs("axes", axes).node("Squeeze", "y", List.of("g", "axes"));
    }

    private static Foreign resized(Foreign model, String mode, String coordinates, String nearest) {
        return model.numbers("roi")
                .numbers("scales", 1, 1, 2.5f, 1.5f)
                .node(
                        "Resize",
                        "y",
                        List.of("x", "roi", "scales"),
                        attribute("mode", mode),
                        attribute("coordinate_transformation_mode", coordinates),
                        attribute("nearest_mode", nearest));
    }

    static Stream<Arguments> forms() {
        List<Arguments> arguments = new ArrayList<>();
        for (List<Form> forms : List.of(layers(), arithmetic(), rearrangements())) {
            for (Form form : forms) {
                OPSETS.stream()
                        .filter(opset -> opset >= form.first() && opset <= form.last())
                        .forEach(opset -> arguments.add(Arguments.of(form.name(), opset, form.model(opset))));
            }
        }
        return arguments.stream();
    }

    @ParameterizedTest(name = "{0}, opset {1}")
    @MethodSource("forms")
    void formIsUnderstoodAndActsLikeTheFile(String name, int opset, byte[] model) {
        NetworkGraph graph = OnnxCodec.fromBytes(model, name);
        assertThat(graph.nodes()).noneMatch(node -> node.operator() instanceof Opaque);
        assertThat(graph.origin().opset()).isEqualTo(opset);
        byte[] written = OnnxCodec.toBytes(graph);
        NetworkGraph again = OnnxCodec.fromBytes(written, "again");
        assertThat(again.nodes()).isEqualTo(graph.nodes());
        assertThat(GraphDigest.of(again)).isEqualTo(GraphDigest.of(graph));
        assertThat(again.origin()).isEqualTo(graph.origin());
        requireActsAlike(model, written, graph);
    }

    static void requireActsAlike(byte[] model, byte[] written, NetworkGraph graph) {
        INDArray images = RandomNetworks.images(graph, 3, 8);
        try (OnnxEngine file = OnnxEngine.open(model, EngineSettings.DEFAULTS);
                OnnxEngine read = OnnxEngine.open(written, EngineSettings.DEFAULTS)) {
            Map<String, INDArray> expected = file.outputs(images);
            Map<String, INDArray> found = read.outputs(images);
            assertThat(found.keySet()).containsExactlyElementsOf(expected.keySet());
            expected.forEach((output, values) -> {
                INDArray ours = Objects.requireNonNull(found.get(output));
                assertThat(ours.shape()).as(output).isEqualTo(values.shape());
                double largest = values.amaxNumber().doubleValue();
                assertThat(largest).as(output).isPositive();
                double difference = ours.sub(values).amaxNumber().doubleValue();
                assertThat(difference / largest).as(output).isLessThan(FLOAT32_REORDERING);
            });
        }
    }
}
