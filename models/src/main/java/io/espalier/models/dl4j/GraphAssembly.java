package io.espalier.models.dl4j;

import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Parameters;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A graph while it is being read, node by node. Mutable, for one use. */
final class GraphAssembly {

    private final NetworkGraph.Input input;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, INDArray> parameters = new LinkedHashMap<>();
    private final Map<String, TensorShape> shapes = new HashMap<>();

    GraphAssembly(NetworkGraph.Input input) {
        this.input = input;
        shapes.put(input.name(), input.shape());
    }

    /** Adds a node without parameters; returns its name. */
    String add(String name, Operator operator, String... inputs) {
        return add(name, operator, Map.of(), inputs);
    }

    /**
     * Adds a node; returns its name.
     *
     * @param values by role, in our layout
     * @throws UnsupportedNetworkException if its inputs do not fit the operator
     */
    String add(String name, Operator operator, Map<String, INDArray> values, String... inputs) {
        List<String> names = new ArrayList<>();
        operator.parameterShapes().keySet().forEach(role -> {
            INDArray value = values.get(role);
            if (value == null) {
                throw new IllegalStateException("node '%s' must have its %s".formatted(name, role));
            }
            names.add(name + "." + role);
            parameters.put(name + "." + role, value);
        });
        try {
            List<TensorShape> ins = IntStream.range(0, inputs.length)
                    .mapToObj(i -> shape(inputs[i]))
                    .toList();
            shapes.put(name, operator.outputShape(ins));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new UnsupportedNetworkException("layer '%s': %s".formatted(name, e.getMessage()));
        }
        nodes.add(new Node(name, operator, List.of(inputs), names));
        return name;
    }

    /** A constant of that shape for arithmetic; returns its name. */
    String constant(String name, TensorShape shape, float... values) {
        long[] sizes = shape.dimensions().stream().mapToLong(Integer::longValue).toArray();
        INDArray value = Nd4j.createFromArray(values).reshape('c', sizes);
        return add(name, new Arithmetic.Constant(shape), Map.of(Roles.VALUE, value));
    }

    /** A constant of one value that any tensor of the other's rank can be combined with; returns its name. */
    String scalar(String name, String other, double value) {
        List<Integer> ones = java.util.Collections.nCopies(shape(other).rank(), 1);
        return constant(name, new TensorShape(ones), (float) value);
    }

    TensorShape shape(String tensor) {
        TensorShape shape = shapes.get(tensor);
        if (shape == null) {
            throw new IllegalStateException("tensor must have a shape: '" + tensor + "'");
        }
        return shape;
    }

    NetworkGraph graph(String name, List<String> outputs) {
        return NetworkGraph.of(name, input, nodes, outputs.get(0), Parameters.copyOf(parameters))
                .withOutputs(outputs);
    }
}
