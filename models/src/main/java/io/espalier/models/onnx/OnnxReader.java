package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads one model: what it says of itself, its input, its nodes in their order, its output. */
final class OnnxReader {

    /** Before 9, batch norm and constants meant other things. */
    private static final int OLDEST_OPSET = 9;

    private final ModelProto model;
    private final String source;

    OnnxReader(ModelProto model, String source) {
        this.model = model;
        this.source = source;
    }

    NetworkGraph graph() {
        requireOpset();
        GraphProto proto = model.getGraph();
        ValueInfoProto input = onlyInput(proto);
        NetworkGraph.Input graphInput = new NetworkGraph.Input(input.getName(), imageShape(input));
        OnnxScope scope = new OnnxScope(proto, graphInput);
        OnnxNodeReader reader = new OnnxNodeReader(scope);
        proto.getNodeList().forEach(node -> read(reader, node));
        if (proto.getOutputCount() != 1) {
            throw refused("graph must have one output: " + names(proto.getOutputList()));
        }
        try {
            return scope.build(proto.getName(), proto.getOutput(0).getName());
        } catch (IllegalArgumentException e) {
            throw new UnsupportedNetworkException(source + ": " + e.getMessage(), e);
        }
    }

    private void read(OnnxNodeReader reader, NodeProto proto) {
        OnnxNode node = new OnnxNode(proto);
        try {
            reader.read(node);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new UnsupportedNetworkException(
                    "%s: node '%s' (%s) %s".formatted(source, node.name(), node.type(), e.getMessage()), e);
        }
    }

    private void requireOpset() {
        long opset = model.getOpsetImportList().stream()
                .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
                .mapToLong(OperatorSetIdProto::getVersion)
                .findFirst()
                .orElse(0);
        if (!(opset >= OLDEST_OPSET)) {
            throw refused("opset must be at least %d: %d".formatted(OLDEST_OPSET, opset));
        }
    }

    /** Up to IR version 3 the initialisers were listed as inputs too. */
    private ValueInfoProto onlyInput(GraphProto proto) {
        Set<String> initialisers =
                proto.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
        List<ValueInfoProto> inputs = proto.getInputList().stream()
                .filter(value -> !initialisers.contains(value.getName()))
                .toList();
        if (inputs.size() != 1) {
            throw refused("graph must have one input: " + names(inputs));
        }
        return inputs.get(0);
    }

    private TensorShape imageShape(ValueInfoProto input) {
        List<TensorShapeProto.Dimension> dimensions =
                input.getType().getTensorType().getShape().getDimList();
        List<Long> sizes =
                dimensions.stream().map(TensorShapeProto.Dimension::getDimValue).toList();
        boolean isFloat = input.getType().getTensorType().getElemType() == TensorProto.DataType.FLOAT.getNumber();
        boolean isFixed = sizes.stream().skip(1).allMatch(size -> size > 0 && size <= Integer.MAX_VALUE);
        if (!(isFloat && sizes.size() == 4 && isFixed)) {
            throw refused("input '%s' must be float32 [batch, channels, height, width] of fixed size: %s"
                    .formatted(input.getName(), sizes));
        }
        return TensorShape.image(
                sizes.get(1).intValue(), sizes.get(2).intValue(), sizes.get(3).intValue());
    }

    private UnsupportedNetworkException refused(String reason) {
        return new UnsupportedNetworkException(source + ": " + reason);
    }

    private static List<String> names(List<ValueInfoProto> values) {
        return values.stream().map(ValueInfoProto::getName).toList();
    }
}
