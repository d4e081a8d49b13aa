package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import io.espalier.models.graph.Opaque;
import io.espalier.models.onnx.OnnxProbe.Made;
import io.espalier.models.onnx.OnnxScope.Computed;
import io.espalier.models.onnx.OnnxScope.Foreign;
import io.espalier.models.onnx.OnnxScope.Known;
import io.espalier.models.onnx.OnnxScope.Tensor;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The text that an {@link Opaque} node keeps: a model of one node, whose computed inputs are called "#0", "#1" and whose outputs are called
 * "=0", "=1", with the constants that it reads under their own names and the types of its outputs.
 */
final class OnnxDefinition {

    private static final String INPUT = "#";
    private static final String OUTPUT = "=";
    private static final String RANK = "?";
    private static final String BATCH = "batch";

    private OnnxDefinition() {}

    static String input(int index) {
        return INPUT + index;
    }

    static String output(int index) {
        return OUTPUT + index;
    }

    /** An output whose only size is the number of another's dimensions. */
    static String rank(int index) {
        return RANK + index;
    }

    static String text(ModelProto model) {
        return Base64.getEncoder().encodeToString(model.toByteArray());
    }

    /** @throws IllegalArgumentException if the text is not one of ours */
    static ModelProto of(Opaque opaque) {
        try {
            ModelProto model = ModelProto.parseFrom(Base64.getDecoder().decode(opaque.definition()));
            if (model.getGraph().getNodeCount() != 1) {
                throw new IllegalArgumentException("definition must hold one node of ONNX: " + opaque.type());
            }
            return model;
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("definition must be a model of ONNX: " + opaque.type(), e);
        }
    }

    static OperatorSetIdProto opset(String domain, long version) {
        return OperatorSetIdProto.newBuilder()
                .setDomain(domain)
                .setVersion(version)
                .build();
    }

    /** A tensor's name, element type and sizes; sizes that are multiples of the batch have no number, the batch alone has its name. */
    static ValueInfoProto value(String name, int type, List<Extent> sizes) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        sizes.forEach(size -> {
            if (!size.perBatch()) {
                dimensions.addDimBuilder().setDimValue(size.at(1));
            } else if (size.value() == 1) {
                dimensions.addDimBuilder().setDimParam(BATCH);
            } else {
                dimensions.addDimBuilder();
            }
        });
        TypeProto.Tensor.Builder tensor =
                TypeProto.Tensor.newBuilder().setElemType(type).setShape(dimensions);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    /** Collects what a node reads. */
    static final class Builder {

        private final NodeProto.Builder node;
        private final GraphProto.Builder graph = GraphProto.newBuilder().setName("kept");
        private final OnnxContext context;
        private final List<Tensor> inputs = new ArrayList<>();
        private final List<Tensor> values = new ArrayList<>();

        Builder(OnnxNode from, OnnxContext context) {
            this.context = context;
            this.node = from.proto().toBuilder().clearInput().clearOutput().clearDocString();
            for (int i = 0; i < from.proto().getOutputCount(); i++) {
                node.addOutput(from.proto().getOutput(i).isEmpty() ? "" : output(i));
            }
        }

        void nothing() {
            node.addInput("");
        }

        void constant(String name, OnnxConstant value) {
            TensorProto tensor = value.toProto(name, 1);
            OnnxTensors.requireWhole(tensor);
            if (node.getInputList().contains(name)) {
                node.addInput(name);
                return;
            }
            node.addInput(name);
            graph.addInitializer(tensor);
        }

        /** @param known the same tensor as far as its values are known */
        void computed(Tensor tensor, Tensor known) {
            node.addInput(input(inputs.size()));
            inputs.add(tensor);
            values.add(known);
        }

        /** The node with its inputs for a batch size; what is known of them is given as constants. */
        ModelProto forBatch(long batch) {
            GraphProto.Builder whole = graph.clone().addNode(node);
            for (int i = 0; i < inputs.size(); i++) {
                if (values.get(i) instanceof Known known) {
                    whole.addInitializer(known.value().toProto(input(i), batch));
                } else {
                    whole.addInput(value(input(i), type(inputs.get(i)), sizes(inputs.get(i), batch)));
                }
            }
            for (int i = 0; i < node.getOutputCount(); i++) {
                if (!node.getOutput(i).isEmpty()) {
                    whole.addOutput(ValueInfoProto.newBuilder().setName(output(i)));
                    // Without it, a number could not be told from a tensor of which nothing is known.
                    whole.addNode(NodeProto.newBuilder()
                            .setOpType("Shape")
                            .addInput(output(i))
                            .addOutput(rank(i)));
                    whole.addOutput(ValueInfoProto.newBuilder().setName(rank(i)));
                }
            }
            return model(whole);
        }

        ModelProto build(List<Made> made) {
            GraphProto.Builder whole = graph.clone().addNode(node);
            for (int i = 0; i < made.size(); i++) {
                whole.addOutput(value(output(i), made.get(i).type(), made.get(i).sizes()));
            }
            return model(whole);
        }

        NodeProto node() {
            return node.build();
        }

        private ModelProto model(GraphProto.Builder whole) {
            ModelProto.Builder model = ModelProto.newBuilder()
                    .setIrVersion(OnnxWriter.irVersion(context.opset()))
                    .addOpsetImport(opset("", context.opset()));
            if (!node.getDomain().isEmpty() && !node.getDomain().equals("ai.onnx")) {
                model.addOpsetImport(opset(node.getDomain(), context.version(node.getDomain())));
            }
            return model.setGraph(whole).build();
        }

        private static int type(Tensor tensor) {
            return tensor instanceof Foreign foreign ? foreign.type() : OnnxTensors.FLOAT;
        }

        private static List<Extent> sizes(Tensor tensor, long batch) {
            if (tensor instanceof Foreign foreign) {
                return foreign.sizes().stream()
                        .map(size -> Extent.whole(size.at(batch)))
                        .toList();
            }
            List<Extent> sizes = new ArrayList<>(List.of(Extent.whole(batch)));
            ((Computed) tensor).shape().dimensions().forEach(size -> sizes.add(Extent.of(size)));
            return sizes;
        }
    }
}
