package io.espalier.models.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A feed-forward network with one image input and one or more outputs: nodes in topological order and their parameters. Immutable; every change
 * makes a new graph. Layout is NCHW whatever the file it was read from used.
 */
public final class NetworkGraph {

    private final Plumbing plumbing;
    private final List<Node> nodes;
    private final Parameters parameters;
    private final Map<String, TensorShape> shapes;
    private final Map<String, Node> nodesByName;

    /**
     * The input of a network.
     *
     * @param name of the tensor; no node may bear it
     * @param shape {@code [channels, height, width]}
     */
    public record Input(String name, TensorShape shape) {}

    private NetworkGraph(Plumbing plumbing, List<Node> nodes, Parameters parameters) {
        this.plumbing = plumbing;
        this.nodes = List.copyOf(nodes);
        this.parameters = parameters;
        this.shapes = inferShapes();
        this.nodesByName = new HashMap<>();
        nodes.forEach(node -> nodesByName.put(node.name(), node));
        plumbing.outputs().forEach(output -> {
            if (!nodesByName.containsKey(output)) {
                throw new IllegalArgumentException("output must be a node: '" + output + "'");
            }
        });
        requireParameters();
    }

    /** What surrounds the nodes. */
    private record Plumbing(String name, Input input, List<String> outputs, Origin origin) {}

    /**
     * A checked graph with one output, made by us.
     *
     * @param nodes in topological order
     * @param output name of the node whose tensor is the network's result
     * @throws IllegalArgumentException if a name is doubled or unknown, nodes are out of order, shapes do not fit, or a parameter is
     *     missing or has the wrong shape; the message names the node
     */
    public static NetworkGraph of(String name, Input input, List<Node> nodes, String output, Parameters parameters) {
        return new NetworkGraph(new Plumbing(name, input, List.of(output), Origin.OURS), nodes, parameters);
    }

    public String name() {
        return plumbing.name();
    }

    public Input input() {
        return plumbing.input();
    }

    public List<Node> nodes() {
        return nodes;
    }

    /** The network's result: its first output. */
    public String output() {
        return plumbing.outputs().get(0);
    }

    /** Names of the nodes whose tensors leave the network, at least one. */
    public List<String> outputs() {
        return plumbing.outputs();
    }

    /** What the network's file said about it beside what it computes. */
    public Origin origin() {
        return plumbing.origin();
    }

    public Parameters parameters() {
        return parameters;
    }

    /**
     * The node of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Node node(String nodeName) {
        Node node = nodesByName.get(nodeName);
        if (node == null) {
            throw new IllegalArgumentException("node must exist: '" + nodeName + "'");
        }
        return node;
    }

    /**
     * Shape of a node's output or of the graph's input, without the batch dimension.
     *
     * @throws IllegalArgumentException if the tensor does not exist
     */
    public TensorShape shape(String tensor) {
        TensorShape shape = shapes.get(tensor);
        if (shape == null) {
            throw new IllegalArgumentException("tensor must exist: '" + tensor + "'");
        }
        return shape;
    }

    public List<TensorShape> inputShapes(Node node) {
        return node.inputs().stream().map(this::shape).toList();
    }

    /** The parameter that plays a role in a node; for reading only. */
    public INDArray parameter(Node node, String role) {
        return parameters.get(node.parameter(role));
    }

    /** The parameter that plays a role in a node, without ND4J. */
    public FloatArray values(Node node, String role) {
        return parameters.values(node.parameter(role));
    }

    /** Nodes that read a tensor, in topological order. */
    public List<Node> consumers(String tensor) {
        return nodes.stream().filter(node -> node.inputs().contains(tensor)).toList();
    }

    /** The same nodes with other parameter values. */
    public NetworkGraph withParameters(Parameters newParameters) {
        return new NetworkGraph(plumbing, nodes, newParameters);
    }

    /** Other operators (widths) under the same node names, with their parameters. */
    public NetworkGraph withNodes(List<Node> newNodes, Parameters newParameters) {
        return new NetworkGraph(plumbing, newNodes, newParameters);
    }

    /**
     * The same network with these outputs; nothing is left out that is not needed any more.
     *
     * @throws IllegalArgumentException if there is none, one is no node, or one is named twice
     */
    public NetworkGraph withOutputs(List<String> newOutputs) {
        if (!(!newOutputs.isEmpty() && new HashSet<>(newOutputs).size() == newOutputs.size())) {
            throw new IllegalArgumentException("outputs must name different nodes: " + newOutputs);
        }
        return new NetworkGraph(new Plumbing(name(), input(), List.copyOf(newOutputs), origin()), nodes, parameters);
    }

    /** The same network with another story. */
    public NetworkGraph withOrigin(Origin newOrigin) {
        return new NetworkGraph(new Plumbing(name(), input(), outputs(), newOrigin), nodes, parameters);
    }

    private Map<String, TensorShape> inferShapes() {
        Map<String, TensorShape> inferred = new LinkedHashMap<>();
        inferred.put(input().name(), input().shape());
        for (Node node : nodes) {
            List<TensorShape> ins = new ArrayList<>();
            for (String from : node.inputs()) {
                TensorShape shape = inferred.get(from);
                if (shape == null) {
                    throw new IllegalArgumentException(
                            "node '%s' must come after its input '%s'".formatted(node.name(), from));
                }
                ins.add(shape);
            }
            if (inferred.put(node.name(), outputShape(node, ins)) != null) {
                throw new IllegalArgumentException("node name must be unique: '" + node.name() + "'");
            }
        }
        return Collections.unmodifiableMap(inferred);
    }

    private static TensorShape outputShape(Node node, List<TensorShape> ins) {
        try {
            return node.operator().outputShape(ins);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException("node '%s': %s".formatted(node.name(), e.getMessage()), e);
        }
    }

    private void requireParameters() {
        Set<String> used = new HashSet<>();
        for (Node node : nodes) {
            node.operator().parameterShapes().forEach((role, shape) -> {
                String parameter = node.parameter(role);
                used.add(parameter);
                if (!parameters.names().contains(parameter)) {
                    throw new IllegalArgumentException(
                            "node '%s' must have its %s '%s'".formatted(node.name(), role, parameter));
                }
                List<Integer> found = parameters.values(parameter).shape();
                if (!shape.equals(found)) {
                    throw new IllegalArgumentException(
                            "node '%s' must have a %s of shape %s: %s".formatted(node.name(), role, shape, found));
                }
            });
        }
        if (!used.containsAll(parameters.names())) {
            Set<String> unused = new HashSet<>(parameters.names());
            unused.removeAll(used);
            throw new IllegalArgumentException("parameters must belong to a node: " + unused);
        }
    }
}
