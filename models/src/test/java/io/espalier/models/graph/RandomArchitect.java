package io.espalier.models.graph;

import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Writes a random network down: nodes whose shapes are known at once, with draws from one generator. */
final class RandomArchitect {

    private final GraphBuilder.Initialiser initialiser;
    private final RandomGenerator random;
    private final NetworkGraph.Input input;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, INDArray> parameters = new LinkedHashMap<>();
    private final Map<String, TensorShape> shapes = new LinkedHashMap<>();

    RandomArchitect(long seed, TensorShape input) {
        this.initialiser = RandomNetworks.initialiser(seed);
        this.random = RandomKey.of(seed, "test.any").generator();
        this.input = new NetworkGraph.Input("input", input);
        shapes.put("input", input);
    }

    /** A whole number in {@code [low, high]}. */
    int draw(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    @SafeVarargs
    final <T> T any(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    TensorShape shape(String tensor) {
        TensorShape shape = shapes.get(tensor);
        if (shape == null) {
            throw new IllegalArgumentException("tensor must exist: '" + tensor + "'");
        }
        return shape;
    }

    int channels(String tensor) {
        return shape(tensor).channels();
    }

    /** A node with parameters of its own; its name is its operator's and a number. */
    String add(Operator operator, String... inputs) {
        String name = name(operator);
        List<String> names = new ArrayList<>();
        operator.parameterShapes().forEach((role, shape) -> {
            names.add(name + "." + role);
            parameters.put(name + "." + role, initialiser.initialise(name, role, shape));
        });
        return add(new Node(name, operator, List.of(inputs), names));
    }

    /** A node with the parameters of another. */
    String addSharing(String owner, Operator operator, String... inputs) {
        List<String> shared = nodes.stream()
                .filter(node -> node.name().equals(owner))
                .findFirst()
                .orElseThrow()
                .parameters();
        return add(new Node(name(operator), operator, List.of(inputs), shared));
    }

    private String name(Operator operator) {
        return operator.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT) + nodes.size();
    }

    private String add(Node node) {
        shapes.put(
                node.name(),
                node.operator()
                        .outputShape(node.inputs().stream().map(this::shape).toList()));
        nodes.add(node);
        return node.name();
    }

    NetworkGraph build(String name, List<String> outputs) {
        return NetworkGraph.of(name, input, nodes, outputs.get(0), Parameters.copyOf(parameters))
                .withOutputs(outputs);
    }

    /** Names of all images so far that the network made. */
    List<String> images() {
        return nodes.stream()
                .map(Node::name)
                .filter(name -> shape(name).isImage())
                .toList();
    }
}
