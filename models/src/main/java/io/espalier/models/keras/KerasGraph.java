package io.espalier.models.keras;

import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Parameters;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A graph while its file is read: nodes, and for each layer of the file the tensor that it makes. Mutable, for one use. */
final class KerasGraph {

    private final NetworkGraph.Input input;
    private final boolean channelsFirst;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, INDArray> parameters = new LinkedHashMap<>();
    private final Map<String, TensorShape> shapes = new HashMap<>();
    private final Map<String, String> tensors = new HashMap<>();
    private final Map<String, TensorShape> channelsLast = new HashMap<>();

    KerasGraph(NetworkGraph.Input input, boolean channelsFirst) {
        this.input = input;
        this.channelsFirst = channelsFirst;
        shapes.put(input.name(), input.shape());
    }

    /** Whether the file keeps images as we do. */
    boolean channelsFirst() {
        return channelsFirst;
    }

    /** Says which tensor a layer of the file makes. */
    void bind(String layer, String tensor) {
        tensors.put(layer, tensor);
    }

    /** The tensor of a layer that was read. */
    String tensor(String layer) {
        String tensor = tensors.get(layer);
        if (tensor == null) {
            throw new IllegalArgumentException("layer must come after its input '" + layer + "'");
        }
        return tensor;
    }

    TensorShape shape(String tensor) {
        TensorShape shape = shapes.get(tensor);
        if (shape == null) {
            throw new IllegalArgumentException("tensor must exist: '" + tensor + "'");
        }
        return shape;
    }

    /** Remembers that a vector lists the pixels of an image with their channels together. */
    void listsChannelsLast(String tensor, TensorShape image) {
        channelsLast.put(tensor, image);
    }

    /** The weight {@code [out, in]} of a dense layer for the order in which we list what it reads. */
    INDArray reordered(String tensor, INDArray weight) {
        TensorShape image = channelsLast.get(tensor);
        return image == null
                ? weight
                : weight.reshape('c', weight.size(0), image.height(), image.width(), image.channels())
                        .permute(0, 3, 1, 2)
                        .dup('c')
                        .reshape('c', weight.size(0), weight.size(1));
    }

    String add(String name, Operator operator, String... inputs) {
        return add(name, operator, Map.of(), inputs);
    }

    /** Adds a node with parameters in our layout by role; returns its name. */
    String add(String name, Operator operator, Map<String, INDArray> values, String... inputs) {
        shapes.put(name, operator.outputShape(Stream.of(inputs).map(this::shape).toList()));
        List<String> names = new ArrayList<>();
        for (String role : operator.parameterShapes().keySet()) {
            INDArray value = values.get(role);
            if (value == null) {
                throw new IllegalArgumentException(role + " must be given");
            }
            names.add(name + "." + role);
            parameters.put(name + "." + role, value);
        }
        nodes.add(new Node(name, operator, List.of(inputs), names));
        return name;
    }

    /** One value that can be combined with a tensor; returns its name. */
    String scalar(String name, String other, double value) {
        TensorShape shape = new TensorShape(Collections.nCopies(shape(other).rank(), 1));
        long[] sizes = shape.dimensions().stream().mapToLong(Integer::longValue).toArray();
        INDArray array = Nd4j.createFromArray((float) value).reshape('c', sizes);
        return add(name, new Arithmetic.Constant(shape), Map.of(Roles.VALUE, array));
    }

    /** @throws IOException if the outputs are no layers, or a weight has not the shape that its layer needs */
    NetworkGraph build(String name, List<String> outputs) throws IOException {
        try {
            List<String> made = outputs.stream().map(this::tensor).distinct().toList();
            if (made.isEmpty()) {
                throw new IOException("it says no outputs");
            }
            return NetworkGraph.of(name, input, nodes, made.get(0), Parameters.copyOf(parameters))
                    .withOutputs(made);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
