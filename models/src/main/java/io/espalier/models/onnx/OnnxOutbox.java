package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Opaque;
import io.espalier.models.graph.UnsupportedNetworkException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is written so far of a model: its nodes, its initialisers, the names that are taken. Mutable. */
final class OnnxOutbox {

    private final NetworkGraph graph;
    private final int opset;
    private final GraphProto.Builder proto = GraphProto.newBuilder();
    private final Map<String, TensorProto> initialisers = new LinkedHashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final SortedMap<String, Long> domains = new TreeMap<>();
    private final Map<Kept, Written> kept = new HashMap<>();
    private final Set<String> initialisedConstants = new HashSet<>();

    /** A node of a foreign file: its outputs are several nodes of ours. */
    private record Kept(String definition, List<String> inputs) {}

    /** Such a node and which of its outputs have their name. */
    private record Written(NodeProto.Builder node, Set<Integer> taken) {}

    OnnxOutbox(NetworkGraph graph) {
        this.graph = graph;
        this.opset = OnnxOpset.of(graph);
        taken.add(graph.input().name());
        graph.nodes().forEach(node -> taken.add(node.name()));
        findInitialisedConstants();
        taken.removeAll(initialisedConstants);
    }

    int opset() {
        return opset;
    }

    List<OperatorSetIdProto> opsets() {
        List<OperatorSetIdProto> sets = new ArrayList<>(List.of(OnnxDefinition.opset("", opset)));
        domains.forEach((domain, version) -> sets.add(OnnxDefinition.opset(domain, version)));
        return sets;
    }

    /** Nodes and initialisers. */
    GraphProto.Builder graph() {
        return proto.addAllInitializer(initialisers.values());
    }

    /** Constants come before all else: what reads them knows them by their nodes' names. */
    void writeConstants() {
        graph.nodes().stream()
                .filter(node -> initialisedConstants.contains(node.name()))
                .forEach(node -> initialiser(node.name(), OnnxTensors.write(node.name(), parameter(node, 0))));
    }

    void write(Node node) {
        if (node.operator() instanceof Opaque opaque) {
            keep(node, opaque);
        } else if (!initialisedConstants.contains(node.name())) {
            node.operator().match(new OnnxOperators(graph, node, this));
        }
    }

    FloatTensor parameter(Node node, int index) {
        return FloatTensor.of(graph.parameters().values(node.parameters().get(index)));
    }

    /**
     * A constant is an initialiser if that is where it will be found again: right before its first reader and under its own name.
     * Others become nodes.
     */
    private void findInitialisedConstants() {
        List<Node> before = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (node.operator() instanceof Arithmetic.Constant) {
                before.add(node);
                continue;
            }
            List<String> names = before.stream().map(Node::name).toList();
            List<String> read =
                    node.inputs().stream().filter(names::contains).distinct().toList();
            if (read.equals(names)) {
                before.stream()
                        .filter(constant -> constant.parameters().get(0).equals(constant.name())
                                && !graph.outputs().contains(constant.name()))
                        .forEach(constant -> initialisedConstants.add(constant.name()));
            }
            before.clear();
        }
    }

    /** Adds a node that makes the tensor of ours. */
    void add(Node node, NodeProto.Builder written) {
        String name = graph.origin().nodeNames().getOrDefault(node.name(), node.name());
        proto.addNode(written.setName(name).addOutput(node.name()));
    }

    /** Adds a node that only helps; returns what it makes. */
    String addBefore(Node node, String suffix, NodeProto.Builder written) {
        String name = free(node.name() + suffix);
        proto.addNode(written.setName(name).addOutput(name));
        return name;
    }

    /** Name of an initialiser with a node's parameter. */
    String parameter(Node node, int index, FloatTensor value) {
        String name = node.parameters().get(index);
        return initialiser(name, OnnxTensors.write(name, value));
    }

    /** Name of an initialiser with whole numbers. */
    String longs(Node node, String suffix, List<Long> values) {
        return initialiser(
                helping(node, suffix), OnnxTensors.write("", OnnxTensors.INT64, List.of(values.size()), values));
    }

    /** Name of an initialiser with real numbers. */
    String floats(Node node, String suffix, FloatTensor values) {
        return initialiser(helping(node, suffix), OnnxTensors.write("", values));
    }

    private String helping(Node node, String suffix) {
        String name = node.name() + suffix;
        while (graph.parameters().names().contains(name)) {
            name += "'";
        }
        return name;
    }

    /** The name itself if it is free or the same values bear it already, else another. */
    private String initialiser(String name, TensorProto value) {
        TensorProto named = value.toBuilder().setName(name).build();
        if (named.equals(initialisers.get(name))) {
            return name;
        }
        if (!taken.add(name)) {
            return initialiser(name + "'", value);
        }
        initialisers.put(name, named);
        return name;
    }

    private String free(String name) {
        String candidate = name;
        while (!taken.add(candidate)) {
            candidate += "'";
        }
        return candidate;
    }

    private void keep(Node node, Opaque opaque) {
        Kept key = new Kept(opaque.definition(), node.inputs());
        Written known = kept.get(key);
        if (known == null || !known.taken().add(opaque.result())) {
            known = new Written(restored(node, opaque), new HashSet<>(Set.of(opaque.result())));
            kept.put(key, known);
        }
        known.node().setOutput(opaque.result(), node.name());
    }

    private NodeProto.Builder restored(Node node, Opaque opaque) {
        ModelProto definition = OnnxDefinition.of(opaque);
        definition.getOpsetImportList().stream()
                .filter(set -> !set.getDomain().isEmpty())
                .forEach(set -> domains.merge(set.getDomain(), set.getVersion(), Math::max));
        NodeProto original = definition.getGraph().getNode(0);
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            names.put(OnnxDefinition.input(i), node.inputs().get(i));
        }
        definition
                .getGraph()
                .getInitializerList()
                .forEach(tensor -> names.put(tensor.getName(), initialiser(tensor.getName(), tensor)));
        NodeProto.Builder written = proto.addNodeBuilder().mergeFrom(original).clearInput();
        original.getInputList().forEach(input -> written.addInput(names.getOrDefault(input, input)));
        for (int result = 0; result < original.getOutputCount(); result++) {
            if (!original.getOutput(result).isEmpty() && result != opaque.result()) {
                written.setOutput(result, free(node.name() + "." + result));
            }
        }
        return written;
    }

    UnsupportedNetworkException unsupported(Node node, String reason) {
        return new UnsupportedNetworkException("node '%s' (%s): %s"
                .formatted(node.name(), node.operator().getClass().getSimpleName(), reason));
    }
}
