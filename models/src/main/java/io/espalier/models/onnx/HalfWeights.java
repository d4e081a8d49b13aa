package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnxruntime.platform.Fp16Conversions;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A model whose weights are stored as float16 (IEEE 754 binary16) and cast to float32 where they are read, so every runtime computes as
 * before and only the file is smaller. Values round to the nearest, ties to even.
 */
final class HalfWeights {

    private static final String ENDING = ".float32";

    private HalfWeights() {}

    /**
     * The same model with these initialisers in half the bytes, under their names.
     *
     * @param weights names of float32 initialisers; others stay as they are
     * @throws IllegalArgumentException naming the weight if a finite value is beyond float16's range, 65,504
     */
    static ModelProto of(ModelProto model, Set<String> weights) {
        GraphProto whole = model.getGraph();
        GraphProto.Builder graph = whole.toBuilder().clearInitializer().clearNode();
        Set<String> taken = new HashSet<>();
        whole.getNodeList().forEach(node -> taken.addAll(node.getOutputList()));
        Map<String, String> casts = new HashMap<>();
        for (TensorProto tensor : whole.getInitializerList()) {
            boolean chosen = weights.contains(tensor.getName()) && tensor.getDataType() == OnnxTensors.FLOAT;
            graph.addInitializer(chosen ? half(tensor) : tensor);
            if (chosen) {
                String cast = free(tensor.getName() + ENDING, taken);
                casts.put(tensor.getName(), cast);
                graph.addNode(cast(tensor.getName(), cast));
            }
        }
        whole.getNodeList().forEach(node -> graph.addNode(reading(node, casts)));
        return model.toBuilder().setGraph(graph).build();
    }

    private static String free(String wanted, Set<String> taken) {
        String name = wanted;
        while (!taken.add(name)) {
            name += "_";
        }
        return name;
    }

    private static NodeProto reading(NodeProto node, Map<String, String> casts) {
        NodeProto.Builder changed = node.toBuilder();
        for (int input = 0; input < node.getInputCount(); input++) {
            changed.setInput(input, casts.getOrDefault(node.getInput(input), node.getInput(input)));
        }
        return changed.build();
    }

    private static TensorProto half(TensorProto tensor) {
        ByteBuffer values = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer halves = ByteBuffer.allocate(values.remaining() / 2).order(ByteOrder.LITTLE_ENDIAN);
        while (values.hasRemaining()) {
            float value = values.getFloat();
            short half = Fp16Conversions.floatToFp16(value);
            if (Float.isFinite(value) && !Float.isFinite(Fp16Conversions.fp16ToFloat(half))) {
                throw new IllegalArgumentException(
                        "weight '%s' must be within float16's range of 65504: %s".formatted(tensor.getName(), value));
            }
            halves.putShort(half);
        }
        return tensor.toBuilder()
                .setDataType(TensorProto.DataType.FLOAT16.getNumber())
                .setRawData(ByteString.copyFrom(halves.flip()))
                .build();
    }

    private static NodeProto cast(String from, String to) {
        return NodeProto.newBuilder()
                .setOpType("Cast")
                .setName(to)
                .addInput(from)
                .addOutput(to)
                .addAttribute(AttributeProto.newBuilder()
                        .setName("to")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(OnnxTensors.FLOAT))
                .build();
    }
}
