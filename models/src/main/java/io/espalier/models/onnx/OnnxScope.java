package io.espalier.models.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.FloatArray;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Parameters;
import io.espalier.models.graph.TensorShape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is known while a model is read: its tensors under the file's names, the nodes so far and their parameters. Mutable. */
final class OnnxScope {

    private final NetworkGraph.Input input;
    private final Map<String, Tensor> tensors = new HashMap<>();
    private final Map<String, Integer> uses = new HashMap<>();
    private final Map<String, Placed> nodes = new LinkedHashMap<>();
    private final Map<String, FloatTensor> parameters = new LinkedHashMap<>();
    private final Map<String, String> constantNodes = new HashMap<>();
    private final Map<String, OnnxNode> makers = new HashMap<>();
    private final Map<String, Foreign> kept = new HashMap<>();
    private final SortedMap<String, String> nodeNames = new TreeMap<>();
    private final boolean dynamic;
    private boolean sized;

    /** What a name of the file stands for. */
    sealed interface Tensor {}

    /** Float32 with the batch first, made by one of our nodes or the input. */
    record Computed(String node, TensorShape shape) implements Tensor {}

    /** Made by a node that is kept as it is, but of another type or without the batch first. */
    record Foreign(String node, int type, List<Extent> sizes) implements Tensor {}

    /**
     * Known values.
     *
     * @param kept place of the node of the file that holds them, or {@link #NOWHERE}
     */
    record Known(OnnxConstant value, int kept) implements Tensor {

        static final int NOWHERE = -1;

        Known(OnnxConstant value) {
            this(value, NOWHERE);
        }
    }

    private record Placed(Node node, int place) {}

    /** A parameter under the name that it has in the file. */
    record Named(String name, FloatTensor value) {}

    /** @param dynamic whether the file leaves the input's size open */
    OnnxScope(GraphProto proto, NetworkGraph.Input input, boolean dynamic) {
        this.input = input;
        this.dynamic = dynamic;
        tensors.put(input.name(), new Computed(input.name(), input.shape()));
        proto.getNodeList().forEach(node -> node.getInputList().forEach(name -> uses.merge(name, 1, Integer::sum)));
        proto.getOutputList().forEach(output -> uses.merge(output.getName(), 1, Integer::sum));
    }

    boolean isDynamic() {
        return dynamic;
    }

    /** What was read holds for the given size of the input only. */
    void dependsOnSize() {
        sized = true;
    }

    boolean holdsForAllSizes() {
        return !sized;
    }

    /** Whether a node or an output reads the tensor. */
    boolean isUsed(String name) {
        return uses.getOrDefault(name, 0) > 0;
    }

    /** @throws IllegalArgumentException if a tensor of that name is there already */
    void put(String name, Tensor tensor) {
        if (tensors.putIfAbsent(name, tensor) != null) {
            throw new IllegalArgumentException("must make a tensor that no other makes: '%s'".formatted(name));
        }
    }

    /** @throws IllegalArgumentException if nothing made the tensor */
    Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("reads '%s', which nothing in the file makes".formatted(name));
        }
        return tensor;
    }

    /** @throws UnknownFormException if the tensor is not float32 with the batch first */
    Computed computed(String name) {
        if (tensor(name) instanceof Computed computed) {
            return computed;
        }
        throw new UnknownFormException("reads '%s', which is not float32 with the batch first".formatted(name));
    }

    TensorShape shape(String name) {
        return computed(name).shape();
    }

    boolean isConstant(String name) {
        return tensor(name) instanceof Known;
    }

    /** @throws UnknownFormException if the tensor is computed */
    OnnxConstant constant(String name) {
        if (tensor(name) instanceof Known known) {
            if (known.value().isSized()) {
                dependsOnSize();
            }
            return known.value();
        }
        throw new UnknownFormException("must have a constant as input '%s'".formatted(name));
    }

    /**
     * Adds a node that makes the file's tensor of the same name.
     *
     * @param inputs the file's names
     * @param values parameters in the operator's order
     * @throws IllegalArgumentException if the inputs do not fit
     */
    void add(OnnxNode from, Operator operator, List<String> inputs, List<Named> values) {
        from.requireNoMoreAttributes();
        List<Computed> sources = inputs.stream().map(this::computed).toList();
        TensorShape shape =
                operator.outputShape(sources.stream().map(Computed::shape).toList());
        put(from.output(), new Computed(from.output(), shape));
        place(from.output(), operator, sources.stream().map(Computed::node).toList(), values, from.place());
        rememberName(from);
    }

    /** Adds a node that makes one of several tensors of a node of the file. */
    void addPart(OnnxNode from, int output, Operator operator) {
        Computed source = computed(from.input(0));
        String name = from.proto().getOutput(output);
        put(name, new Computed(name, operator.outputShape(List.of(source.shape()))));
        place(name, operator, List.of(source.node()), List.of(), from.place());
    }

    /** Remembers what was computed while reading. */
    void make(OnnxNode from, OnnxConstant value) {
        put(from.output(), new Known(value));
        makers.put(from.output(), from);
    }

    /** The node of the file that computes a known tensor that depends on the batch size. */
    OnnxNode maker(String tensor) {
        OnnxNode maker = makers.get(tensor);
        if (maker == null) {
            throw new IllegalArgumentException("must have '%s' made by a node".formatted(tensor));
        }
        return maker;
    }

    /** What a node that is kept made of a tensor whose values are known but for the batch size. */
    Optional<Foreign> keptTensor(String tensor) {
        return Optional.ofNullable(kept.get(tensor));
    }

    /** Adds a tensor that a kept node makes; a known one stays known for others. */
    void putKept(String tensor, Tensor made) {
        if (tensors.get(tensor) instanceof Known && made instanceof Foreign foreign) {
            kept.put(tensor, foreign);
        } else {
            put(tensor, made);
        }
    }

    /** Adds a node that reads nodes of ours, one of which holds a constant. */
    void add(OnnxNode from, Operator operator, List<String> sources, TensorShape made) {
        put(from.output(), new Computed(from.output(), made));
        place(from.output(), operator, sources, List.of(), from.place());
        rememberName(from);
    }

    private void rememberName(OnnxNode from) {
        if (!from.proto().getName().isEmpty() && !from.proto().getName().equals(from.output())) {
            nodeNames.put(from.output(), from.proto().getName());
        }
    }

    /** Adds a node of ours; the caller says what its tensor is. */
    void place(String name, Operator operator, List<String> sources, List<Named> values, int place) {
        List<String> names = new ArrayList<>();
        values.forEach(value -> names.add(keep(name, value, names)));
        nodes.put(name, new Placed(new Node(name, operator, sources, names), place));
    }

    /**
     * The node that holds a constant.
     *
     * @param shape that the constant is to have there, without the batch
     * @param reader the node that reads it
     */
    String constantNode(String tensor, TensorShape shape, OnnxNode reader) {
        OnnxConstant value = constant(tensor);
        String key = tensor + " " + shape;
        String known = constantNodes.get(key);
        if (known != null) {
            return known;
        }
        String name = nodes.containsKey(tensor) ? free(tensor + "." + shape.rank()) : tensor;
        int kept = ((Known) tensor(tensor)).kept();
        FloatTensor floats = value.floats().reshaped(shape.dimensions());
        place(
                name,
                new Arithmetic.Constant(shape),
                List.of(),
                List.of(new Named(value.name(), floats)),
                kept < 0 || !name.equals(tensor) ? reader.place() : kept);
        constantNodes.put(key, name);
        return name;
    }

    private String free(String name) {
        String candidate = name;
        for (int number = 2; tensors.containsKey(candidate) || nodes.containsKey(candidate); number++) {
            candidate = name + "#" + number;
        }
        return candidate;
    }

    /** The node that made a tensor, if no other node and no output reads it. */
    Optional<Node> onlyReadHere(String tensor) {
        return uses.getOrDefault(tensor, 0) == 1
                ? Optional.ofNullable(nodes.get(tensor)).map(Placed::node)
                : Optional.empty();
    }

    /** Takes a node out and adds it again where another node of the file is, with another operator and one more parameter. */
    void replace(Node old, OnnxNode by, Operator operator, Named more) {
        List<Named> values = new ArrayList<>();
        old.parameters().forEach(name -> values.add(new Named(name, parameter(name))));
        values.add(more);
        List<String> inputs = old.inputs();
        by.requireNoMoreAttributes();
        TensorShape shape = shape(old.name());
        put(by.output(), new Computed(by.output(), shape));
        nodes.remove(old.name());
        nodeNames.remove(old.name());
        place(by.output(), operator, inputs, values, by.place());
        rememberName(by);
    }

    private FloatTensor parameter(String name) {
        FloatTensor value = parameters.get(name);
        if (value == null) {
            throw new IllegalStateException("every parameter of a node is kept: '" + name + "'");
        }
        return value;
    }

    /** Two nodes may share a parameter; if they read it differently (transposed), the second gets a copy of its own. */
    private String keep(String node, Named value, List<String> taken) {
        FloatTensor known = parameters.get(value.name());
        if (known == null) {
            parameters.put(value.name(), value.value());
            return value.name();
        }
        if (known.sameAs(value.value()) && !taken.contains(value.name())) {
            return value.name();
        }
        String own = node + "." + value.name();
        while (parameters.containsKey(own) && !parameters.get(own).sameAs(value.value())) {
            own += "'";
        }
        parameters.put(own, value.value());
        return own;
    }

    /**
     * The network.
     *
     * @param outputs the file's names; the nodes that make them bear these names then
     */
    NetworkGraph build(String name, List<String> outputs) {
        Map<String, String> renamed = outputNames(outputs);
        List<Node> sorted = nodes.values().stream()
                .sorted(Comparator.comparingInt(Placed::place))
                .map(placed -> renamed(placed.node(), renamed))
                .toList();
        Map<String, FloatArray> arrays = new LinkedHashMap<>();
        sorted.forEach(node -> node.parameters()
                .forEach(parameter ->
                        arrays.computeIfAbsent(parameter, key -> parameter(key).toArray())));
        NetworkGraph graph = NetworkGraph.of(name, input, sorted, outputs.get(0), Parameters.of(arrays));
        return outputs.size() == 1 ? graph : graph.withOutputs(outputs);
    }

    /** Names of nodes in the file by the tensor they make, where the two differ. */
    SortedMap<String, String> nodeNames(List<String> outputs) {
        Map<String, String> renamed = outputNames(outputs);
        SortedMap<String, String> names = new TreeMap<>();
        nodeNames.forEach((tensor, node) -> names.put(renamed.getOrDefault(tensor, tensor), node));
        names.entrySet().removeIf(entry -> entry.getKey().equals(entry.getValue()));
        return names;
    }

    /** For outputs that are other names of tensors (through Identity): the node's name and the output's. */
    private Map<String, String> outputNames(List<String> outputs) {
        Map<String, String> renamed = new HashMap<>();
        Set<String> made = new HashSet<>(outputs);
        for (String output : outputs) {
            String node = node(output);
            if (!node.equals(output) && !made.contains(node)) {
                renamed.putIfAbsent(node, output);
            }
        }
        return renamed;
    }

    /** Whether an output needs a node of its own, because what it is called is taken or is the network's input. */
    boolean needsIdentity(List<String> outputs, String output) {
        String node = node(output);
        return !node.equals(output)
                && (node.equals(input.name())
                        || !output.equals(outputNames(outputs).get(node)));
    }

    /** Forgets a name. */
    Tensor take(String name) {
        Tensor tensor = tensor(name);
        tensors.remove(name);
        return tensor;
    }

    private String node(String tensor) {
        Tensor found = tensor(tensor);
        if (found instanceof Computed computed) {
            return computed.node();
        }
        if (found instanceof Foreign foreign) {
            return foreign.node();
        }
        throw new IllegalArgumentException("output '%s' must depend on the input".formatted(tensor));
    }

    private static Node renamed(Node node, Map<String, String> names) {
        return new Node(
                names.getOrDefault(node.name(), node.name()),
                node.operator(),
                node.inputs().stream()
                        .map(tensor -> names.getOrDefault(tensor, tensor))
                        .toList(),
                node.parameters());
    }
}
