package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Parameters;
import io.espalier.models.graph.TensorShape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What is known while a model is read: constants, other names of tensors, the nodes so far and the shapes they make. Mutable. */
final class OnnxScope {

    private final NetworkGraph.Input input;
    private final Map<String, TensorProto> constants = new HashMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private final Map<String, Integer> uses = new HashMap<>();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, INDArray> parameters = new LinkedHashMap<>();
    private final Map<String, TensorShape> shapes = new HashMap<>();

    OnnxScope(GraphProto proto, NetworkGraph.Input input) {
        this.input = input;
        shapes.put(input.name(), input.shape());
        proto.getInitializerList().forEach(tensor -> constants.put(tensor.getName(), tensor));
        proto.getNodeList().forEach(node -> node.getInputList().forEach(name -> uses.merge(name, 1, Integer::sum)));
        proto.getOutputList().forEach(output -> uses.merge(output.getName(), 1, Integer::sum));
    }

    void addConstant(String name, TensorProto value) {
        constants.put(name, value);
    }

    boolean isConstant(String name) {
        return constants.containsKey(aliases.getOrDefault(name, name));
    }

    void addAlias(String name, String of) {
        aliases.put(name, aliases.getOrDefault(of, of));
    }

    /** @throws IllegalArgumentException if the tensor is not constant */
    TensorProto constant(String name) {
        TensorProto tensor = constants.get(aliases.getOrDefault(name, name));
        if (tensor == null) {
            throw new IllegalArgumentException("must have a constant as input '%s'".formatted(name));
        }
        return tensor;
    }

    /** @throws IllegalArgumentException if no node before made the tensor */
    TensorShape shape(String name) {
        TensorShape shape = shapes.get(aliases.getOrDefault(name, name));
        if (shape == null) {
            throw new IllegalArgumentException("must come after its input '%s'".formatted(name));
        }
        return shape;
    }

    /**
     * Adds a node.
     *
     * @param values parameters in the operator's order under the names they have in the file
     * @throws IllegalArgumentException if the inputs do not fit
     */
    void add(String name, Operator operator, List<String> inputs, Map<String, INDArray> values) {
        List<TensorShape> inputShapes = inputs.stream().map(this::shape).toList();
        shapes.put(name, operator.outputShape(inputShapes));
        List<String> sources = inputs.stream()
                .map(tensor -> aliases.getOrDefault(tensor, tensor))
                .toList();
        List<String> names = new ArrayList<>();
        values.forEach((parameter, value) -> names.add(keep(name, parameter, value)));
        nodes.put(name, new Node(name, operator, sources, names));
    }

    /** The node that made a tensor, if no other node and no output reads it. */
    Optional<Node> onlyReadHere(String tensor) {
        return uses.getOrDefault(tensor, 0) == 1 ? Optional.ofNullable(nodes.get(tensor)) : Optional.empty();
    }

    /** Takes a node out and adds it again under another name, with another operator and more parameters. */
    void replace(Node old, String name, Operator operator, Map<String, INDArray> more) {
        nodes.remove(old.name());
        Map<String, INDArray> values = new LinkedHashMap<>();
        old.parameters().forEach(parameter -> values.put(parameter, parameters.get(parameter)));
        values.putAll(more);
        add(name, operator, old.inputs(), values);
    }

    NetworkGraph build(String name, String output) {
        String made = aliases.getOrDefault(output, output);
        return NetworkGraph.of(name, input, List.copyOf(nodes.values()), made, Parameters.copyOf(parameters));
    }

    /** Two nodes may share a parameter; if they read it differently (transposed), the second gets a copy of its own. */
    private String keep(String node, String parameter, INDArray value) {
        INDArray known = parameters.putIfAbsent(parameter, value);
        if (known == null || known.equals(value)) {
            return parameter;
        }
        String own = node + "." + parameter;
        parameters.put(own, value);
        return own;
    }
}
