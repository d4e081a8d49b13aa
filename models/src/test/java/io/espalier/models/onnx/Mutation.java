package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.random.RandomGenerator;

/** One way to damage a model file: its bytes, or what they say. */
final class Mutation {

    private static final long[] SIZES = {
        0, -1, 1, 2, 3, 7, 1 << 16, Integer.MAX_VALUE, 1L << 31, 1L << 33, 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE
    };

    private static final List<String> TYPES = List.of(
            "Relu",
            "Conv",
            "ConvTranspose",
            "Gemm",
            "MatMul",
            "Add",
            "Div",
            "Concat",
            "Split",
            "Slice",
            "Pad",
            "Reshape",
            "Transpose",
            "Squeeze",
            "Unsqueeze",
            "Resize",
            "Softmax",
            "ReduceMean",
            "Clip",
            "Flatten",
            "Shape",
            "Gather",
            "Cast",
            "Identity",
            "Dropout",
            "MaxPool",
            "AveragePool",
            "BatchNormalization",
            "Constant",
            "Expand",
            "Tile",
            "TopK",
            "NonZero",
            "LSTM",
            "Loop",
            "If",
            "Einsum",
            "CumSum",
            "ArgMax",
            "ConstantOfShape",
            "Range",
            "OneHot",
            "QuantizeLinear",
            "SequenceAt",
            "NoSuchOperator",
            "Sum",
            "Where",
            "GatherND",
            "ScatterND",
            "DepthToSpace");

    private final RandomGenerator random;

    private Mutation(RandomGenerator random) {
        this.random = random;
    }

    static byte[] of(byte[] model, RandomGenerator random) {
        Mutation mutation = new Mutation(random);
        return random.nextInt(3) == 0 ? mutation.bytes(model) : mutation.structure(model);
    }

    private byte[] bytes(byte[] model) {
        byte[] damaged = model.clone();
        int start = random.nextInt(damaged.length);
        int end = Math.min(damaged.length, start + 1 + random.nextInt(64));
        switch (random.nextInt(4)) {
            case 0 -> {
                return Arrays.copyOf(damaged, start);
            }
            case 1 -> Arrays.fill(damaged, start, end, (byte) random.nextInt());
            case 2 -> System.arraycopy(model, start, damaged, 0, end - start);
            default -> {
                for (int flip = 0; flip <= random.nextInt(16); flip++) {
                    damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
        }
        return damaged;
    }

    private byte[] structure(byte[] bytes) {
        try {
            ModelProto.Builder model = ModelProto.parseFrom(bytes).toBuilder();
            for (int change = 0; change <= random.nextInt(3); change++) {
                change(model);
            }
            return model.build().toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the model is whole", e);
        }
    }

    private void change(ModelProto.Builder model) {
        GraphProto.Builder graph = model.getGraphBuilder();
        switch (random.nextInt(14)) {
            case 0 -> drop(graph);
            case 1, 2 -> tensor(graph);
            case 3 ->
                graph.getInputBuilder(0)
                        .getTypeBuilder()
                        .getTensorTypeBuilder()
                        .getShapeBuilder()
                        .getDimBuilder(random.nextInt(4))
                        .setDimValue(size());
            case 4, 5 -> rewire(graph);
            case 6, 7 -> node(graph).setOpType(TYPES.get(random.nextInt(TYPES.size())));
            case 8, 9, 10 -> attribute(node(graph));
            case 11 -> disorder(graph);
            case 12 -> model.getOpsetImportBuilder(0).setVersion(random.nextInt(24));
            default -> rename(graph);
        }
    }

    private long size() {
        return SIZES[random.nextInt(SIZES.length)];
    }

    private NodeProto.Builder node(GraphProto.Builder graph) {
        return graph.getNodeBuilder(random.nextInt(graph.getNodeCount()));
    }

    private void drop(GraphProto.Builder graph) {
        if (random.nextBoolean() && graph.getInitializerCount() > 0) {
            graph.removeInitializer(random.nextInt(graph.getInitializerCount()));
        } else if (graph.getNodeCount() > 1) {
            graph.removeNode(random.nextInt(graph.getNodeCount()));
        }
    }

    private void tensor(GraphProto.Builder graph) {
        if (graph.getInitializerCount() == 0) {
            return;
        }
        TensorProto.Builder tensor = graph.getInitializerBuilder(random.nextInt(graph.getInitializerCount()));
        switch (random.nextInt(6)) {
            case 0 -> tensor.addDims(size());
            case 1 -> tensor.clearDims();
            case 2 -> tensor.setDataType(random.nextInt(20));
            case 3 -> tensor.setRawData(ByteString.copyFrom(new byte[random.nextInt(32)]));
            case 4 -> {
                if (tensor.getDimsCount() > 0) {
                    tensor.setDims(random.nextInt(tensor.getDimsCount()), size());
                }
            }
            default -> numbers(tensor);
        }
    }

    private void numbers(TensorProto.Builder tensor) {
        if (tensor.getInt64DataCount() > 0) {
            tensor.setInt64Data(random.nextInt(tensor.getInt64DataCount()), size());
        } else {
            tensor.setDataLocation(TensorProto.DataLocation.EXTERNAL);
        }
    }

    private void rewire(GraphProto.Builder graph) {
        NodeProto.Builder node = node(graph);
        List<String> names = new ArrayList<>(List.of("", "x", "nothing"));
        graph.getNodeList().forEach(other -> names.addAll(other.getOutputList()));
        graph.getInitializerList().forEach(other -> names.add(other.getName()));
        String name = names.get(random.nextInt(names.size()));
        if (node.getInputCount() == 0 || random.nextInt(4) == 0) {
            node.addInput(name);
        } else {
            node.setInput(random.nextInt(node.getInputCount()), name);
        }
    }

    private void attribute(NodeProto.Builder node) {
        if (node.getAttributeCount() == 0 || random.nextInt(6) == 0) {
            node.addAttribute(AttributeProto.newBuilder()
                    .setName(List.of("axis", "axes", "alpha", "keepdims", "body", "auto_pad", "to")
                            .get(random.nextInt(7)))
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(size()));
            return;
        }
        AttributeProto.Builder attribute = node.getAttributeBuilder(random.nextInt(node.getAttributeCount()));
        switch (random.nextInt(6)) {
            case 0 -> attribute.setType(AttributeProto.AttributeType.forNumber(random.nextInt(11)));
            case 1 -> attribute.setName("another");
            case 2 -> attribute.addInts(size());
            case 3 -> attribute.setG(GraphProto.newBuilder().setName("inside"));
            default -> {
                attribute.setI(size()).setF((float) size());
                if (attribute.getIntsCount() > 0) {
                    attribute.setInts(random.nextInt(attribute.getIntsCount()), size());
                }
            }
        }
    }

    private void disorder(GraphProto.Builder graph) {
        int one = random.nextInt(graph.getNodeCount());
        int other = random.nextInt(graph.getNodeCount());
        NodeProto kept = graph.getNode(one);
        graph.setNode(one, graph.getNode(other));
        if (random.nextBoolean()) {
            graph.setNode(other, kept);
        }
    }

    private void rename(GraphProto.Builder graph) {
        NodeProto.Builder node = node(graph);
        switch (random.nextInt(5)) {
            case 0 ->
                node.setDomain(List.of("com.microsoft", "ai.onnx.ml", "of.mine").get(random.nextInt(3)));
            case 1 -> node.setOutput(0, random.nextBoolean() ? "x" : "");
            case 2 -> node.addOutput("more");
            case 3 -> graph.getOutputBuilder(0).setName(node.getOutput(0));
            default ->
                graph.addOutput(
                        graph.getOutput(0).toBuilder().setName(node.getInputCount() == 0 ? "x" : node.getInput(0)));
        }
    }
}
