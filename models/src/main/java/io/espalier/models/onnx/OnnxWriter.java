package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Opaque;
import io.espalier.models.graph.TensorShape;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One graph as an ONNX model. A node's output bears the node's name; initialisers bear the parameters' names. */
final class OnnxWriter {

    private static final List<String> AXES = List.of("channels", "height", "width");

    private final NetworkGraph graph;
    private final boolean keepsBatch;
    private final Optional<OnnxSizes> openSizes;

    /** @param asItCame whether dimensions that the network's file left open, or fixed, are so again; else the batch is open and nothing
     *     more */
    OnnxWriter(NetworkGraph graph, boolean asItCame) {
        this.graph = graph;
        // Nodes that are kept as they are may hold to the batch size of their file.
        this.keepsBatch = asItCame || graph.nodes().stream().anyMatch(node -> node.operator() instanceof Opaque);
        List<Integer> open = graph.origin().dynamicAxes();
        this.openSizes = asItCame && !open.isEmpty() ? Optional.of(new OnnxSizes(graph, open)) : Optional.empty();
    }

    /** The IR version that came with an opset. */
    static int irVersion(int opset) {
        return opset < 12 ? 6 : opset < 15 ? 7 : opset < 19 ? 8 : 9;
    }

    ModelProto model(List<String> taps) {
        OnnxOutbox outbox = new OnnxOutbox(graph);
        outbox.writeConstants();
        graph.nodes().forEach(outbox::write);
        GraphProto.Builder proto = outbox.graph().setName(graph.name());
        proto.addInput(value(graph.input().name(), graph.input().shape(), true));
        Set<String> outputs = new LinkedHashSet<>(graph.outputs());
        taps.forEach(tap -> outputs.add(graph.node(tap).name()));
        outputs.forEach(output -> proto.addOutput(output(graph.node(output))));
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(irVersion(outbox.opset()))
                .setProducerName("espalier")
                .addAllOpsetImport(outbox.opsets());
        graph.origin()
                .metadata()
                .forEach((key, value) -> model.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.setGraph(proto).build();
    }

    private ValueInfoProto output(Node node) {
        if (node.operator() instanceof Opaque opaque) {
            ValueInfoProto known = OnnxDefinition.of(opaque).getGraph().getOutput(opaque.result());
            return known.toBuilder().setName(node.name()).build();
        }
        return value(node.name(), graph.shape(node.name()), false);
    }

    private ValueInfoProto value(String name, TensorShape shape, boolean isInput) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        String batch = graph.origin().batch();
        boolean fixed = batch.matches("[0-9]{1,9}");
        if (fixed && keepsBatch) {
            dimensions.addDimBuilder().setDimValue(Long.parseLong(batch));
        } else {
            dimensions.addDimBuilder().setDimParam(fixed ? "batch" : batch);
        }
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (openSizes.isEmpty() || openSizes.get().fixed(name, axis).isPresent()) {
                dimensions.addDimBuilder().setDimValue(shape.size(axis));
            } else if (isInput) {
                dimensions.addDimBuilder().setDimParam(AXES.get(axis));
            } else {
                dimensions.addDimBuilder();
            }
        }
        TypeProto.Tensor.Builder tensor =
                TypeProto.Tensor.newBuilder().setElemType(OnnxTensors.FLOAT).setShape(dimensions);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }
}
