package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.espalier.models.graph.Opaque;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.onnx.OnnxProbe.Made;
import io.espalier.models.onnx.OnnxScope.Computed;
import io.espalier.models.onnx.OnnxScope.Foreign;
import io.espalier.models.onnx.OnnxScope.Known;
import io.espalier.models.onnx.OnnxScope.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Keeps the nodes that our operators cannot say as they are, with the constants that they read. */
final class OnnxFence {

    /** Domains that ONNX Runtime brings along. */
    private static final Set<String> DOMAINS = Set.of("", "ai.onnx", "ai.onnx.ml", "com.microsoft");

    private final OnnxScope scope;
    private final OnnxContext context;
    private final OnnxProbe probe;

    OnnxFence(OnnxScope scope, OnnxContext context) {
        this.scope = scope;
        this.context = context;
        this.probe = new OnnxProbe(context);
    }

    /** @throws IllegalArgumentException if the node could not be kept even as it is */
    static void requireKeepable(OnnxNode node) {
        if (!DOMAINS.contains(node.proto().getDomain())) {
            throw new IllegalArgumentException("is of a domain that ONNX Runtime does not run: "
                    + node.proto().getDomain());
        }
        if (node.output().isEmpty()) {
            throw new IllegalArgumentException("must make a tensor");
        }
        for (AttributeProto attribute : node.proto().getAttributeList()) {
            if (attribute.hasG() || attribute.getGraphsCount() > 0 || attribute.getType() == AttributeType.GRAPH) {
                throw new IllegalArgumentException("has a graph inside, which cannot be kept: " + attribute.getName());
            }
            if (attribute.hasT()) {
                OnnxTensors.requireWhole(attribute.getT());
            }
            attribute.getTensorsList().forEach(OnnxTensors::requireWhole);
        }
    }

    /**
     * Adds the node as it is, behind the nodes that compute from shapes what it reads.
     *
     * @param reason why it is kept, for messages
     * @throws IllegalArgumentException if ONNX Runtime does not take it or cannot say what it makes
     */
    void keep(OnnxNode node, String reason) {
        for (OnnxNode maker : makers(node)) {
            add(maker, "computes from the batch size");
        }
        add(node, reason);
    }

    /** The nodes of the file whose results the node reads and that were not needed so far, in the file's order. */
    private List<OnnxNode> makers(OnnxNode node) {
        Set<OnnxNode> found = new TreeSet<>(Comparator.comparingInt(OnnxNode::place));
        Deque<OnnxNode> open = new ArrayDeque<>(List.of(node));
        while (!open.isEmpty()) {
            for (String name : open.pop().proto().getInputList()) {
                if (!name.isEmpty()
                        && dependsOnBatch(name)
                        && scope.keptTensor(name).isEmpty()) {
                    OnnxNode maker = scope.maker(name);
                    if (found.add(maker)) {
                        open.push(maker);
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    private boolean dependsOnBatch(String name) {
        return scope.tensor(name) instanceof Known known && !known.value().isFixed();
    }

    private void add(OnnxNode node, String reason) {
        OnnxDefinition.Builder definition = new OnnxDefinition.Builder(node, context);
        List<String> sources = new ArrayList<>();
        for (String name : node.proto().getInputList()) {
            if (name.isEmpty()) {
                definition.nothing();
            } else if (scope.tensor(name) instanceof Known known
                    && known.value().isFixed()) {
                definition.constant(name, scope.constant(name));
            } else {
                Tensor tensor = source(name);
                sources.add(tensor instanceof Computed computed ? computed.node() : ((Foreign) tensor).node());
                definition.computed(tensor, scope.tensor(name));
            }
        }
        List<Made> made = made(node, definition, reason);
        ModelProto model = definition.build(made);
        for (int result = 0; result < made.size(); result++) {
            String output = node.proto().getOutput(result);
            if (isRead(node, result)) {
                Made tensor = made.get(result);
                scope.putKept(output, tensor(output, tensor));
                String type = node.type();
                Opaque opaque = new Opaque(type, OnnxDefinition.text(model), sources.size(), result, shape(tensor));
                scope.place(output, opaque, sources, List.of(), node.place());
            }
        }
    }

    private List<Made> made(OnnxNode node, OnnxDefinition.Builder definition, String reason) {
        try {
            return probe.outputs(definition, result -> isRead(node, result));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s, and cannot be kept as it is: %s".formatted(reason, e.getMessage()), e);
        }
    }

    private boolean isRead(OnnxNode node, int result) {
        String output = node.proto().getOutput(result);
        return !output.isEmpty() && scope.isUsed(output);
    }

    private Tensor source(String name) {
        Tensor tensor = scope.tensor(name);
        return tensor instanceof Known ? scope.keptTensor(name).orElseThrow() : tensor;
    }

    private static Tensor tensor(String name, Made made) {
        boolean known = made.type() == OnnxTensors.FLOAT && made.batchFirst();
        return known ? new Computed(name, shape(made)) : new Foreign(name, made.type(), made.sizes());
    }

    /** Without the batch if it comes first, else for a batch of one. */
    private static TensorShape shape(Made made) {
        List<Extent> sizes =
                made.batchFirst() ? made.sizes().subList(1, made.sizes().size()) : made.sizes();
        return new TensorShape(
                sizes.stream().map(size -> Math.toIntExact(size.at(1))).toList());
    }

    /** Makes an output that is another name of a tensor a tensor of its own. */
    void identity(String output, int place) {
        Tensor source = scope.take(output);
        String alias = output + " source";
        scope.put(alias, source);
        NodeProto proto = NodeProto.newBuilder()
                .setOpType("Identity")
                .addInput(alias)
                .addOutput(output)
                .build();
        add(new OnnxNode(proto, place), "is another name");
    }
}
