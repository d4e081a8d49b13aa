package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Opaque;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.Rearrangement.Slice.Range;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/** Writes a node in the form that ONNX's operators have in one opset. */
final class OnnxOperators implements Operator.Cases<NodeProto.Builder> {

    private final NetworkGraph graph;
    private final Node node;
    private final OnnxOutbox outbox;

    OnnxOperators(NetworkGraph graph, Node node, OnnxOutbox outbox) {
        this.graph = graph;
        this.node = node;
        this.outbox = outbox;
    }

    @Override
    public NodeProto.Builder conv2d(Operator.Conv2d operator) {
        NodeProto.Builder proto = windowed(layer("Conv"), operator.window());
        return written(
                proto.addAttribute(ints("dilations", sides(operator.window().dilation())))
                        .addAttribute(integer("group", operator.groups())));
    }

    @Override
    public NodeProto.Builder convTranspose2d(Operator.ConvTranspose2d operator) {
        NodeProto.Builder proto = type("ConvTranspose").addInput(input(0));
        // There and back: the groups of the exchanged weight lie along its outputs.
        FloatTensor weight = outbox.parameter(node, 0).exchanged(operator.groups());
        proto.addInput(outbox.parameter(node, 0, weight));
        if (operator.bias()) {
            proto.addInput(outbox.parameter(node, 1, outbox.parameter(node, 1)));
        }
        return written(windowed(proto, operator.window())
                .addAttribute(ints("dilations", sides(operator.window().dilation())))
                .addAttribute(integer("group", operator.groups()))
                .addAttribute(
                        ints("output_padding", List.of((long) operator.extra().height(), (long)
                                operator.extra().width()))));
    }

    /** Gemm takes matrices only; along the last axis of anything else it is MatMul and Add. */
    @Override
    public NodeProto.Builder dense(Operator.Dense operator) {
        if (shape(0).isVector()) {
            return written(layer("Gemm").addAttribute(integer("transB", 1)));
        }
        FloatTensor weight = outbox.parameter(node, 0).transposed();
        NodeProto.Builder product = type("MatMul").addInput(input(0)).addInput(outbox.parameter(node, 0, weight));
        if (!operator.bias()) {
            return written(product);
        }
        String tensor = outbox.addBefore(node, ".product", product);
        return written(type("Add").addInput(tensor).addInput(outbox.parameter(node, 1, outbox.parameter(node, 1))));
    }

    @Override
    public NodeProto.Builder batchNorm(Operator.BatchNorm operator) {
        return written(layer("BatchNormalization").addAttribute(real("epsilon", operator.epsilon())));
    }

    @Override
    public NodeProto.Builder activation(Operator.Activation operator) {
        return switch (operator.function()) {
            case RELU -> written(plain("Relu"));
            case TANH -> written(plain("Tanh"));
            case SIGMOID -> written(plain("Sigmoid"));
            case HARD_SWISH -> written(plain("HardSwish"));
            case LEAKY_RELU -> written(plain("LeakyRelu").addAttribute(real("alpha", operator.alpha())));
            case HARD_SIGMOID ->
                written(plain("HardSigmoid")
                        .addAttribute(real("alpha", operator.alpha()))
                        .addAttribute(real("beta", operator.beta())));
            case CLIP -> clip(operator);
        };
    }

    private NodeProto.Builder clip(Operator.Activation operator) {
        NodeProto.Builder proto = plain("Clip").addInput(bound(".lower", operator.alpha()));
        if (Double.isFinite(operator.beta())) {
            proto.addInput(bound(".upper", operator.beta()));
        }
        return written(proto);
    }

    private String bound(String suffix, double value) {
        return Double.isFinite(value)
                ? outbox.floats(node, suffix, new FloatTensor(List.of(), new float[] {(float) value}))
                : "";
    }

    @Override
    public NodeProto.Builder pool(Operator.Pool operator) {
        Window window = operator.window();
        boolean isMax = operator.kind() == Operator.Pool.Kind.MAX;
        NodeProto.Builder proto = windowed(plain(isMax ? "MaxPool" : "AveragePool"), window);
        if (!window.dilation().equals(Window.Size.square(1))) {
            proto.addAttribute(ints("dilations", sides(window.dilation())));
        }
        if (operator.ceil() && gainsFromRoundingUp(operator)) {
            proto.addAttribute(integer("ceil_mode", 1));
        }
        if (!isMax) {
            proto.addAttribute(integer("count_include_pad", operator.countPadding() ? 1 : 0));
        }
        return written(proto);
    }

    /** ONNX Runtime's rounding up counts windows that begin in the padding behind the image too, so we ask for it only where it is needed. */
    private boolean gainsFromRoundingUp(Operator.Pool operator) {
        Operator.Pool down = new Operator.Pool(operator.kind(), operator.window(), false, operator.countPadding());
        return !down.outputShape(graph.inputShapes(node)).equals(graph.shape(node.name()));
    }

    @Override
    public NodeProto.Builder globalAveragePool(Operator.GlobalAveragePool operator) {
        return written(plain("GlobalAveragePool"));
    }

    @Override
    public NodeProto.Builder softmax(Operator.Softmax operator) {
        return written(plain("Softmax").addAttribute(integer("axis", operator.axis() + 1)));
    }

    @Override
    public NodeProto.Builder elementwise(Arithmetic.Elementwise operator) {
        return written(plain(
                switch (operator.kind()) {
                    case ADD -> "Add";
                    case SUBTRACT -> "Sub";
                    case MULTIPLY -> "Mul";
                    case DIVIDE -> "Div";
                }));
    }

    @Override
    public NodeProto.Builder constant(Arithmetic.Constant operator) {
        AttributeProto value = attribute("value", AttributeProto.AttributeType.TENSOR)
                .setT(OnnxTensors.write(node.parameters().get(0), outbox.parameter(node, 0)))
                .build();
        return written(type("Constant").addAttribute(value));
    }

    /** The axes are an attribute up to opset 17. */
    @Override
    public NodeProto.Builder reduceMean(Arithmetic.ReduceMean operator) {
        return written(withAxes(plain("ReduceMean"), operator.axes(), 18)
                .addAttribute(integer("keepdims", operator.keepDimensions() ? 1 : 0)));
    }

    @Override
    public NodeProto.Builder concat(Rearrangement.Concat operator) {
        return written(plain("Concat").addAttribute(integer("axis", operator.axis() + 1)));
    }

    @Override
    public NodeProto.Builder slice(Rearrangement.Slice operator) {
        return written(plain("Slice")
                .addInput(figures(operator, ".starts", Range::start))
                .addInput(figures(operator, ".ends", Range::end))
                .addInput(figures(operator, ".axes", range -> range.axis() + 1))
                .addInput(figures(operator, ".steps", Range::step)));
    }

    private String figures(Rearrangement.Slice slice, String suffix, Function<Range, Integer> figure) {
        return outbox.longs(
                node,
                suffix,
                slice.ranges().stream().map(figure).map(Integer::longValue).toList());
    }

    @Override
    public NodeProto.Builder pad(Rearrangement.Pad operator) {
        List<Long> pads = new ArrayList<>();
        for (List<Integer> side : List.of(operator.before(), operator.after())) {
            pads.add(0L);
            side.forEach(count -> pads.add((long) count));
        }
        NodeProto.Builder proto = plain("Pad").addInput(outbox.longs(node, ".pads", pads));
        if (operator.value() != 0) {
            FloatTensor value = new FloatTensor(List.of(), new float[] {(float) operator.value()});
            proto.addInput(outbox.floats(node, ".value", value));
        }
        return written(proto.addAttribute(text("mode", operator.mode().name().toLowerCase(Locale.ROOT))));
    }

    @Override
    public NodeProto.Builder flatten(Rearrangement.Flatten operator) {
        return written(plain("Flatten").addAttribute(integer("axis", 1)));
    }

    @Override
    public NodeProto.Builder reshape(Rearrangement.Reshape operator) {
        List<Long> target = new ArrayList<>(List.of(0L));
        operator.target().forEach(size -> target.add((long) size));
        return written(plain("Reshape").addInput(outbox.longs(node, ".shape", target)));
    }

    @Override
    public NodeProto.Builder transpose(Rearrangement.Transpose operator) {
        List<Long> order = Stream.concat(
                        Stream.of(0L), operator.order().stream().map(axis -> axis + 1L))
                .toList();
        return written(plain("Transpose").addAttribute(ints("perm", order)));
    }

    @Override
    public NodeProto.Builder squeeze(Rearrangement.Squeeze operator) {
        return written(withAxes(plain("Squeeze"), operator.axes(), 13));
    }

    @Override
    public NodeProto.Builder unsqueeze(Rearrangement.Unsqueeze operator) {
        return written(withAxes(plain("Unsqueeze"), operator.axes(), 13));
    }

    @Override
    public NodeProto.Builder resize(Rearrangement.Resize operator) {
        boolean linear = operator.interpolation() == Rearrangement.Resize.Interpolation.LINEAR;
        float[] scales = {
            1, 1, (float) operator.scale().height(), (float) operator.scale().width()
        };
        // The region of interest, which only cropping reads, may be left out from opset 13 on.
        String region =
                outbox.opset() < 13 ? outbox.floats(node, ".region", new FloatTensor(List.of(0), new float[0])) : "";
        NodeProto.Builder proto = plain("Resize")
                .addInput(region)
                .addInput(outbox.floats(node, ".scales", new FloatTensor(List.of(4), scales)))
                .addAttribute(text(
                        "coordinate_transformation_mode",
                        operator.coordinates().name().toLowerCase(Locale.ROOT)))
                .addAttribute(text("mode", linear ? "linear" : "nearest"));
        if (!linear) {
            String rounding = operator.interpolation().name().toLowerCase(Locale.ROOT);
            proto.addAttribute(text("nearest_mode", rounding.substring("nearest_".length())));
        }
        return written(proto);
    }

    @Override
    public NodeProto.Builder opaque(Opaque operator) {
        throw new IllegalStateException("kept nodes are written as they came");
    }

    private NodeProto.Builder written(NodeProto.Builder proto) {
        outbox.add(node, proto);
        return proto;
    }

    /** With the node's inputs. */
    private NodeProto.Builder plain(String type) {
        return type(type).addAllInput(node.inputs());
    }

    /** With the node's inputs and parameters. */
    private NodeProto.Builder layer(String type) {
        NodeProto.Builder proto = plain(type);
        for (int i = 0; i < node.parameters().size(); i++) {
            proto.addInput(outbox.parameter(node, i, outbox.parameter(node, i)));
        }
        return proto;
    }

    private NodeProto.Builder withAxes(NodeProto.Builder proto, List<Integer> axes, int inputSince) {
        List<Long> full = axes.stream().map(axis -> axis + 1L).toList();
        return outbox.opset() < inputSince
                ? proto.addAttribute(ints("axes", full))
                : proto.addInput(outbox.longs(node, ".axes", full));
    }

    private String input(int index) {
        return node.inputs().get(index);
    }

    private TensorShape shape(int input) {
        return graph.shape(input(input));
    }

    private static NodeProto.Builder windowed(NodeProto.Builder proto, Window window) {
        Window.Padding padding = window.padding();
        return proto.addAttribute(ints("kernel_shape", sides(window.kernel())))
                .addAttribute(ints(
                        "pads", List.of((long) padding.top(), (long) padding.left(), (long) padding.bottom(), (long)
                                padding.right())))
                .addAttribute(ints("strides", sides(window.stride())));
    }

    private static NodeProto.Builder type(String type) {
        return NodeProto.newBuilder().setOpType(type);
    }

    private static List<Long> sides(Window.Size size) {
        return List.of((long) size.height(), (long) size.width());
    }

    private static AttributeProto integer(String name, long value) {
        return attribute(name, AttributeProto.AttributeType.INT).setI(value).build();
    }

    private static AttributeProto real(String name, double value) {
        return attribute(name, AttributeProto.AttributeType.FLOAT)
                .setF((float) value)
                .build();
    }

    private static AttributeProto text(String name, String value) {
        return attribute(name, AttributeProto.AttributeType.STRING)
                .setS(com.google.protobuf.ByteString.copyFromUtf8(value))
                .build();
    }

    private static AttributeProto ints(String name, List<Long> values) {
        return attribute(name, AttributeProto.AttributeType.INTS)
                .addAllInts(values)
                .build();
    }

    private static AttributeProto.Builder attribute(String name, AttributeProto.AttributeType type) {
        return AttributeProto.newBuilder().setName(name).setType(type);
    }
}
