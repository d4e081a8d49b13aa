package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Origin;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reads one model: what it says of itself, its input, its nodes in their order, its outputs. */
final class OnnxReader {

    private final ModelProto model;
    private final String source;

    OnnxReader(ModelProto model, String source) {
        this.model = model;
        this.source = source;
    }

    /** @param given size of the input where the file leaves it open */
    NetworkGraph graph(Optional<TensorShape> given) {
        try {
            return read(given);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new UnsupportedNetworkException(source + ": " + e.getMessage(), e);
        }
    }

    private NetworkGraph read(Optional<TensorShape> given) {
        GraphProto proto = model.getGraph();
        requireWhole(proto);
        OnnxInput input = OnnxInput.of(onlyInput(proto), given);
        OnnxContext context = context(input);
        OnnxScope scope =
                new OnnxScope(proto, input.input(), !input.dynamicAxes().isEmpty());
        proto.getInitializerList()
                .forEach(tensor -> scope.put(
                        tensor.getName(), new OnnxScope.Known(OnnxConstant.stored(tensor.getName(), tensor))));
        OnnxNodeReader reader = new OnnxNodeReader(scope, context);
        List<NodeProto> nodes = OnnxOrder.sorted(proto);
        for (int place = 0; place < nodes.size(); place++) {
            read(reader, new OnnxNode(nodes.get(place), place));
        }
        List<String> outputs =
                proto.getOutputList().stream().map(ValueInfoProto::getName).toList();
        reader.nameOutputs(outputs, nodes.size());
        return scope.build(proto.getName(), outputs)
                .withOrigin(origin(context, input, scope.nodeNames(outputs), scope.holdsForAllSizes()));
    }

    private void read(OnnxNodeReader reader, OnnxNode node) {
        try {
            reader.read(node);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new UnsupportedNetworkException(
                    "%s: node '%s' (%s) %s".formatted(source, node.name(), node.type(), e.getMessage()), e);
        }
    }

    private static void requireWhole(GraphProto proto) {
        if (proto.getOutputCount() == 0) {
            throw new IllegalArgumentException("graph must have an output");
        }
        if (proto.getSparseInitializerCount() > 0) {
            throw new IllegalArgumentException("graph must have no sparse initializers: "
                    + proto.getSparseInitializer(0).getValues().getName());
        }
        Set<String> outputs = new HashSet<>();
        proto.getOutputList().forEach(output -> {
            if (!outputs.add(output.getName())) {
                throw new IllegalArgumentException(
                        "outputs must have different names: '%s'".formatted(output.getName()));
            }
        });
    }

    private OnnxContext context(OnnxInput input) {
        Map<String, Long> versions = new HashMap<>();
        model.getOpsetImportList().forEach(set -> versions.put(set.getDomain(), set.getVersion()));
        long opset = versions.getOrDefault("", versions.getOrDefault("ai.onnx", 0L));
        if (!(opset >= OnnxContext.OLDEST_OPSET && opset <= OnnxContext.NEWEST_OPSET)) {
            throw new IllegalArgumentException("opset must be from %d to %d: %d"
                    .formatted(OnnxContext.OLDEST_OPSET, OnnxContext.NEWEST_OPSET, opset));
        }
        if (model.getFunctionsCount() > 0) {
            throw new IllegalArgumentException("model must have no functions of its own: "
                    + model.getFunctions(0).getName());
        }
        return new OnnxContext((int) opset, input.fixedBatch(), versions);
    }

    private Origin origin(
            OnnxContext context, OnnxInput input, SortedMap<String, String> nodeNames, boolean holdsForAllSizes) {
        SortedMap<String, String> metadata = new TreeMap<>();
        model.getMetadataPropsList().forEach(entry -> metadata.put(entry.getKey(), entry.getValue()));
        return new Origin(
                context.opset(),
                metadata,
                nodeNames,
                input.batch(),
                holdsForAllSizes ? input.dynamicAxes() : List.of());
    }

    /** Up to IR version 3 the initialisers were listed as inputs too. */
    private static ValueInfoProto onlyInput(GraphProto proto) {
        Set<String> initialisers =
                proto.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
        List<ValueInfoProto> inputs = proto.getInputList().stream()
                .filter(value -> !initialisers.contains(value.getName()))
                .toList();
        if (inputs.size() != 1) {
            throw new IllegalArgumentException("graph must have one input: "
                    + inputs.stream().map(ValueInfoProto::getName).toList());
        }
        return inputs.get(0);
    }
}
