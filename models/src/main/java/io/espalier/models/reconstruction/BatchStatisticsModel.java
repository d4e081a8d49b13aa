package io.espalier.models.reconstruction;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Roles;
import io.espalier.models.onnx.OnnxCodec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A network as an ONNX model whose batch norms use the mean and variance of the batch at hand and show them as outputs. ONNX Runtime's own
 * training mode of a batch norm is not in its inference build, so each is spelled out in arithmetic.
 */
final class BatchStatisticsModel {

    /** From this opset on the axes of a mean are an input and no attribute any more. */
    private static final long AXES_ARE_AN_INPUT = 18;

    private final NetworkGraph network;
    private final Map<String, Node> norms = new HashMap<>();

    BatchStatisticsModel(NetworkGraph network, List<Node> norms) {
        this.network = network;
        norms.forEach(norm -> this.norms.put(norm.name(), norm));
    }

    /** Name of the output with a norm's means, as many values as it has channels. */
    static String mean(Node norm) {
        return norm.name() + "/batch/mean";
    }

    /** Name of the output with a norm's variances, as many values as it has channels. */
    static String variance(Node norm) {
        return norm.name() + "/batch/variance";
    }

    byte[] toBytes() {
        ModelProto model = parsed(OnnxCodec.toBytes(network));
        boolean axesAreAnInput = model.getOpsetImportList().stream()
                .anyMatch(opset -> opset.getDomain().isEmpty() && opset.getVersion() >= AXES_ARE_AN_INPUT);
        GraphProto.Builder graph = model.getGraph().toBuilder().clearNode();
        for (NodeProto node : model.getGraph().getNodeList()) {
            Node norm = norms.get(node.getOutput(0));
            if (norm == null) {
                graph.addNode(node);
            } else {
                new Spelling(graph, norm, node.getInput(0), axesAreAnInput).spell();
            }
        }
        return model.toBuilder().setGraph(graph).build().toByteArray();
    }

    /** One norm spelled out. */
    private final class Spelling {

        private final GraphProto.Builder graph;
        private final Node norm;
        private final String input;
        private final boolean axesAreAnInput;
        private final int rank;

        Spelling(GraphProto.Builder graph, Node norm, String input, boolean axesAreAnInput) {
            this.graph = graph;
            this.norm = norm;
            this.input = input;
            this.axesAreAnInput = axesAreAnInput;
            this.rank = network.shape(norm.name()).rank() + 1;
        }

        void spell() {
            double epsilon = ((Operator.BatchNorm) norm.operator()).epsilon();
            String mean = average(input, mean(norm));
            String deviation = node("Sub", "deviation", input, mean);
            String variance = average(node("Mul", "square", deviation, deviation), variance(norm));
            String shifted = node("Add", "shifted", variance, constant("epsilon", new float[] {(float) epsilon}, 1));
            String normalised = node("Div", "normalised", deviation, node("Sqrt", "root", shifted));
            String scaled = node("Mul", "scaled", normalised, parameter(Roles.SCALE));
            graph.addNode(proto("Add", norm.name(), scaled, parameter(Roles.SHIFT)));
            output(mean);
            output(variance);
        }

        private String average(String tensor, String name) {
            NodeProto.Builder proto = proto("ReduceMean", name, tensor);
            List<Long> axes = IntStream.range(0, rank)
                    .filter(axis -> axis != 1)
                    .mapToObj(Long::valueOf)
                    .toList();
            if (axesAreAnInput) {
                String list = name + "/axes";
                graph.addInitializer(TensorProto.newBuilder()
                        .setName(list)
                        .setDataType(TensorProto.DataType.INT64.getNumber())
                        .addDims(axes.size())
                        .addAllInt64Data(axes));
                proto.addInput(list);
            } else {
                proto.addAttribute(AttributeProto.newBuilder()
                        .setName("axes")
                        .setType(AttributeProto.AttributeType.INTS)
                        .addAllInts(axes));
            }
            graph.addNode(proto);
            return name;
        }

        private String node(String type, String suffix, String... inputs) {
            String name = norm.name() + "/batch/" + suffix;
            graph.addNode(proto(type, name, inputs));
            return name;
        }

        private NodeProto.Builder proto(String type, String name, String... inputs) {
            return NodeProto.newBuilder()
                    .setOpType(type)
                    .setName(name)
                    .addAllInput(List.of(inputs))
                    .addOutput(name);
        }

        /** A norm's parameter with dimensions such that it is repeated over everything but channels. */
        private String parameter(String role) {
            float[] values = network.values(norm, role).values();
            return constant(role, values, rank);
        }

        private String constant(String suffix, float[] values, int dimensions) {
            String name = norm.name() + "/batch/" + suffix;
            TensorProto.Builder tensor =
                    TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
            for (float value : values) {
                tensor.addFloatData(value);
            }
            for (int axis = 0; axis < dimensions; axis++) {
                tensor.addDims(axis == Math.min(1, dimensions - 1) ? values.length : 1);
            }
            graph.addInitializer(tensor);
            return name;
        }

        private void output(String name) {
            graph.addOutput(ValueInfoProto.newBuilder()
                    .setName(name)
                    .setType(TypeProto.newBuilder()
                            .setTensorType(TypeProto.Tensor.newBuilder()
                                    .setElemType(TensorProto.DataType.FLOAT.getNumber()))));
        }
    }

    private static ModelProto parsed(byte[] bytes) {
        try {
            return ModelProto.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("our own bytes can be read", e);
        }
    }
}
