package io.espalier.models.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A network written down node by node by a test, with random values; unlike with a {@link GraphBuilder} nodes can share theirs. */
public final class HandNetwork {

    private final NetworkGraph.Input input;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, INDArray> parameters = new LinkedHashMap<>();

    public HandNetwork(TensorShape input) {
        this.input = new NetworkGraph.Input("input", input);
    }

    /** A node with parameters of its own. */
    public void add(String name, Operator operator, String... inputs) {
        List<String> names = new ArrayList<>();
        operator.parameterShapes().forEach((role, shape) -> {
            names.add(name + "." + role);
            parameters.put(name + "." + role, RandomNetworks.initialiser(1).initialise(name, role, shape));
        });
        nodes.put(name, new Node(name, operator, List.of(inputs), names));
    }

    /** A node with as many of another's parameters, in their order, as it needs. */
    public void addSharing(String name, String owner, Operator operator, List<String> inputs) {
        Node from = nodes.get(owner);
        if (from == null) {
            throw new IllegalArgumentException("owner must exist: '" + owner + "'");
        }
        List<String> shared =
                from.parameters().subList(0, operator.parameterShapes().size());
        nodes.put(name, new Node(name, operator, inputs, shared));
    }

    public NetworkGraph build(String output) {
        return NetworkGraph.of("hand", input, List.copyOf(nodes.values()), output, Parameters.copyOf(parameters));
    }
}
