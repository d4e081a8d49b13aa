package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.Opaque;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.UnsupportedNetworkException;
import io.espalier.models.graph.Window;
import java.util.List;

/** ONNX's name and attributes for each operator; inputs and names are the writer's business. */
final class OnnxOperators implements Operator.Cases<NodeProto.Builder> {

    private final String node;

    OnnxOperators(String node) {
        this.node = node;
    }

    @Override
    public NodeProto.Builder conv2d(Operator.Conv2d operator) {
        Window window = operator.window();
        return type("Conv")
                .addAttribute(ints("dilations", sides(window.dilation())))
                .addAttribute(integer("group", operator.groups()))
                .addAttribute(ints("kernel_shape", sides(window.kernel())))
                .addAttribute(ints("pads", pads(window)))
                .addAttribute(ints("strides", sides(window.stride())));
    }

    @Override
    public NodeProto.Builder dense(Operator.Dense operator) {
        return type("Gemm").addAttribute(integer("transB", 1));
    }

    @Override
    public NodeProto.Builder batchNorm(Operator.BatchNorm operator) {
        return type("BatchNormalization").addAttribute(real("epsilon", (float) operator.epsilon()));
    }

    @Override
    public NodeProto.Builder activation(Operator.Activation operator) {
        return type(
                switch (operator.function()) {
                    case RELU -> "Relu";
                    case TANH -> "Tanh";
                    case SIGMOID -> "Sigmoid";
                    case LEAKY_RELU, CLIP, HARD_SIGMOID, HARD_SWISH -> throw unsupported(operator);
                });
    }

    @Override
    public NodeProto.Builder pool(Operator.Pool operator) {
        Window window = operator.window();
        NodeProto.Builder proto =
                switch (operator.kind()) {
                    case MAX -> type("MaxPool").addAttribute(ints("dilations", sides(window.dilation())));
                    case AVERAGE -> averagePool(window);
                };
        return proto.addAttribute(ints("kernel_shape", sides(window.kernel())))
                .addAttribute(ints("pads", pads(window)))
                .addAttribute(ints("strides", sides(window.stride())));
    }

    private NodeProto.Builder averagePool(Window window) {
        if (!window.dilation().equals(Window.Size.square(1))) {
            throw new UnsupportedNetworkException("node '%s' (Pool): ONNX opset %d has no average pooling with dilation"
                    .formatted(node, OnnxWriter.OPSET));
        }
        return type("AveragePool").addAttribute(integer("count_include_pad", 0));
    }

    @Override
    public NodeProto.Builder globalAveragePool(Operator.GlobalAveragePool operator) {
        return type("GlobalAveragePool");
    }

    @Override
    public NodeProto.Builder elementwise(Arithmetic.Elementwise operator) {
        return type(
                switch (operator.kind()) {
                    case ADD -> "Add";
                    case SUBTRACT -> "Sub";
                    case MULTIPLY -> "Mul";
                    case DIVIDE -> "Div";
                });
    }

    @Override
    public NodeProto.Builder flatten(Rearrangement.Flatten operator) {
        return type("Flatten").addAttribute(integer("axis", 1));
    }

    @Override
    public NodeProto.Builder softmax(Operator.Softmax operator) {
        return type("Softmax").addAttribute(integer("axis", 1));
    }

    @Override
    public NodeProto.Builder constant(Arithmetic.Constant operator) {
        throw unsupported(operator);
    }

    @Override
    public NodeProto.Builder reduceMean(Arithmetic.ReduceMean operator) {
        throw unsupported(operator);
    }

    @Override
    public NodeProto.Builder concat(Rearrangement.Concat operator) {
        throw unsupported(operator);
    }

    @Override
    public NodeProto.Builder slice(Rearrangement.Slice operator) {
        throw unsupported(operator);
    }

    @Override
    public NodeProto.Builder pad(Rearrangement.Pad operator) {
        throw unsupported(operator);
    }

    @Override
    public NodeProto.Builder reshape(Rearrangement.Reshape operator) {
        throw unsupported(operator);
    }

    @Override
    public NodeProto.Builder transpose(Rearrangement.Transpose operator) {
        throw unsupported(operator);
    }

    @Override
    public NodeProto.Builder squeeze(Rearrangement.Squeeze operator) {
        throw unsupported(operator);
    }

    @Override
    public NodeProto.Builder unsqueeze(Rearrangement.Unsqueeze operator) {
        throw unsupported(operator);
    }

    @Override
    public NodeProto.Builder resize(Rearrangement.Resize operator) {
        throw unsupported(operator);
    }

    @Override
    public NodeProto.Builder opaque(Opaque operator) {
        throw unsupported(operator);
    }

    @Override
    public NodeProto.Builder convTranspose2d(Operator.ConvTranspose2d operator) {
        throw unsupported(operator);
    }

    private UnsupportedNetworkException unsupported(Operator operator) {
        return new UnsupportedNetworkException("node '%s': ONNX cannot say %s".formatted(node, operator));
    }

    private static NodeProto.Builder type(String type) {
        return NodeProto.newBuilder().setOpType(type);
    }

    private static List<Long> sides(Window.Size size) {
        return List.of((long) size.height(), (long) size.width());
    }

    private static List<Long> pads(Window window) {
        Window.Padding padding = window.padding();
        return List.of((long) padding.top(), (long) padding.left(), (long) padding.bottom(), (long) padding.right());
    }

    private static AttributeProto integer(String name, long value) {
        return attribute(name, AttributeProto.AttributeType.INT).setI(value).build();
    }

    private static AttributeProto real(String name, float value) {
        return attribute(name, AttributeProto.AttributeType.FLOAT).setF(value).build();
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
