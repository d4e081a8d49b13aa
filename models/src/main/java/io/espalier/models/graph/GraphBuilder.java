package io.espalier.models.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Writes a network down node by node; each method returns the name of the tensor it made, to be handed to the next. */
public final class GraphBuilder {

    private final String name;
    private final NetworkGraph.Input input;
    private final Initialiser initialiser;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, INDArray> parameters = new LinkedHashMap<>();

    /** Gives every parameter its first value. */
    @FunctionalInterface
    public interface Initialiser {
        /**
         * An array of the shape that the operator asks of the role.
         *
         * @param role one of {@link Roles}
         * @param shape as in {@link Operator#parameterShapes()}
         */
        INDArray initialise(String node, String role, List<Integer> shape);
    }

    public GraphBuilder(String name, NetworkGraph.Input input, Initialiser initialiser) {
        this.name = name;
        this.input = input;
        this.initialiser = initialiser;
    }

    /** Name of the graph's input. */
    public String input() {
        return input.name();
    }

    /** Adds a node whose parameters are named {@code node.role}. */
    public String add(String node, Operator operator, String... inputs) {
        List<String> names = new ArrayList<>();
        operator.parameterShapes().forEach((role, shape) -> {
            String parameter = node + "." + role;
            names.add(parameter);
            parameters.put(parameter, initialiser.initialise(node, role, shape));
        });
        nodes.add(new Node(node, operator, List.of(inputs), names));
        return node;
    }

    /** The finished, checked graph. */
    public NetworkGraph build(String output) {
        return NetworkGraph.of(name, input, nodes, output, Parameters.copyOf(parameters));
    }
}
