package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.TensorShape;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One graph as an ONNX model. A node's output and the node bear one name; initialisers bear the parameters' names. */
final class OnnxWriter {

    /** Every runtime of the last five years reads it. */
    static final int OPSET = 13;

    /** The IR version that came with opset 13. */
    private static final int IR_VERSION = 7;

    private static final String BATCH = "batch";

    private final NetworkGraph graph;

    OnnxWriter(NetworkGraph graph) {
        this.graph = graph;
    }

    ModelProto model(List<String> taps) {
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("espalier")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setGraph(graphProto(taps))
                .build();
    }

    private GraphProto graphProto(List<String> taps) {
        GraphProto.Builder proto = GraphProto.newBuilder().setName(graph.name());
        Set<String> parameters = new LinkedHashSet<>();
        for (Node node : graph.nodes()) {
            proto.addNode(nodeProto(node));
            parameters.addAll(node.parameters());
        }
        for (String parameter : parameters) {
            proto.addInitializer(OnnxTensors.write(parameter, graph.parameters().get(parameter)));
        }
        proto.addInput(value(graph.input().name(), graph.input().shape()));
        Set<String> outputs = new LinkedHashSet<>(List.of(graph.output()));
        taps.forEach(tap -> outputs.add(graph.node(tap).name()));
        outputs.forEach(output -> proto.addOutput(value(output, graph.shape(output))));
        return proto.build();
    }

    private static NodeProto nodeProto(Node node) {
        NodeProto.Builder proto = node.operator().match(new OnnxOperators(node.name()));
        proto.setName(node.name()).addAllInput(node.inputs()).addAllInput(node.parameters());
        return proto.addOutput(node.name()).build();
    }

    private static ValueInfoProto value(String name, TensorShape shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        dimensions.addDimBuilder().setDimParam(BATCH);
        shape.dimensions().forEach(size -> dimensions.addDimBuilder().setDimValue(size));
        TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                .setShape(dimensions);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
