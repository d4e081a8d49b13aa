package io.espalier.models.dl4j;

import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Parameters;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import io.espalier.models.graph.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** From DL4J's graph to ours. Vertices that only convert shapes disappear; a layer with an activation becomes two nodes. */
final class NetworkReader {

    private final ComputationGraph network;
    private final String inputName;
    private final TensorShape inputShape;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, INDArray> parameters = new LinkedHashMap<>();
    private final Map<String, String> tensors = new HashMap<>();
    private final Map<String, TensorShape> shapes = new HashMap<>();
    private final Map<String, Window.Padding> paddings = new HashMap<>();

    private NetworkReader(ComputationGraph network, TensorShape inputShape) {
        this.network = network;
        this.inputName = network.getConfiguration().getNetworkInputs().get(0);
        this.inputShape = inputShape;
        tensors.put(inputName, inputName);
        shapes.put(inputName, inputShape);
    }

    static NetworkGraph read(ComputationGraph network, String name, @Nullable TensorShape inputShape) {
        requireOneInputAndOutput(network);
        return new NetworkReader(network, inputShape == null ? rememberedShape(network) : inputShape).graph(name);
    }

    private NetworkGraph graph(String name) {
        declaredOrder().forEach(vertex -> read(vertex, vertex(vertex)));
        String output = tensor(network.getConfiguration().getNetworkOutputs().get(0));
        return NetworkGraph.of(
                name, new NetworkGraph.Input(inputName, inputShape), nodes, output, Parameters.copyOf(parameters));
    }

    /** The order of declaration, in which a vertex waits for its inputs; DL4J's own order mixes up parallel branches. */
    private List<String> declaredOrder() {
        List<String> waiting =
                new ArrayList<>(network.getConfiguration().getVertices().keySet());
        List<String> ordered = new ArrayList<>(List.of(inputName));
        while (!waiting.isEmpty()) {
            String next = waiting.stream()
                    .filter(vertex -> ordered.containsAll(inputs(vertex)))
                    .findFirst()
                    .orElseThrow();
            waiting.remove(next);
            ordered.add(next);
        }
        return ordered.subList(1, ordered.size());
    }

    private void read(String name, GraphVertex vertex) {
        List<String> inputs = inputs(name);
        if (vertex instanceof LayerVertex layerVertex) {
            String from = tensor(inputs.get(0));
            if (layerVertex.getPreProcessor() != null) {
                from = preprocessed(name + ".flatten", layerVertex.getPreProcessor(), from);
            }
            readLayer(name, layerVertex.getLayerConf().getLayer(), from);
        } else if (vertex instanceof PreprocessorVertex preprocessor) {
            tensors.put(name, preprocessed(name, preprocessor.getPreProcessor(), tensor(inputs.get(0))));
        } else if (vertex instanceof ElementWiseVertex sum && sum.getOp() == ElementWiseVertex.Op.Add) {
            readSum(name, inputs);
        } else {
            throw new UnsupportedNetworkException("vertex '%s' of type %s cannot be read: no operator for it"
                    .formatted(name, vertex.getClass().getSimpleName()));
        }
    }

    private void readLayer(String name, Layer layer, String from) {
        if (layer instanceof ZeroPaddingLayer padding) {
            int[] sides = padding.getPadding();
            tensors.put(name, from);
            paddings.put(name, new Window.Padding(sides[0], sides[2], sides[1], sides[3]));
            requirePaddedConvolution(name);
            return;
        }
        Window.Padding extra = paddings.getOrDefault(inputs(name).get(0), Window.Padding.NONE);
        String last = name;
        boolean first = true;
        for (LayerReading.Step step : LayerReading.of(name, layer, shape(from), extra)) {
            last = add(first ? name : name + step.suffix(), step.operator(), List.of(from));
            if (first) {
                readParameters(nodes.get(nodes.size() - 1), layer);
            }
            first = false;
            from = last;
        }
        // An identity layer (a loss without activation) makes no node.
        tensors.put(name, from);
    }

    private void readSum(String name, List<String> inputs) {
        String sum = tensor(inputs.get(0));
        for (int i = 1; i < inputs.size(); i++) {
            String node = i == inputs.size() - 1 ? name : name + "." + i;
            sum = add(node, Elementwise.ADD, List.of(sum, tensor(inputs.get(i))));
        }
        tensors.put(name, sum);
    }

    private String preprocessed(String name, InputPreProcessor preprocessor, String from) {
        if (preprocessor instanceof FeedForwardToCnnPreProcessor && from.equals(inputName)) {
            return from;
        }
        if (preprocessor instanceof CnnToFeedForwardPreProcessor flattening) {
            LayerReading.requireChannelsFirst(name, flattening.getFormat());
            return shape(from).isImage() ? add(name, new Rearrangement.Flatten(), List.of(from)) : from;
        }
        throw new UnsupportedNetworkException("preprocessor %s of '%s' cannot be read: no operator for it"
                .formatted(preprocessor.getClass().getSimpleName(), name));
    }

    private String add(String name, Operator operator, List<String> inputs) {
        List<String> names = operator.parameterShapes().keySet().stream()
                .map(role -> name + "." + role)
                .toList();
        Node node = new Node(name, operator, inputs, names);
        shapes.put(name, operator.outputShape(inputs.stream().map(this::shape).toList()));
        nodes.add(node);
        return name;
    }

    private void readParameters(Node node, Layer layer) {
        for (String role : node.operator().parameterShapes().keySet()) {
            INDArray theirs = LayerReading.parameter(layer, network.getLayer(node.name()), role);
            parameters.put(node.parameter(role), ParameterMapping.fromDl4j(node, role, theirs));
        }
    }

    private GraphVertex vertex(String name) {
        return Objects.requireNonNull(network.getConfiguration().getVertices().get(name), name);
    }

    private List<String> inputs(String vertex) {
        return Objects.requireNonNull(
                network.getConfiguration().getVertexInputs().get(vertex), vertex);
    }

    private String tensor(String vertex) {
        String tensor = tensors.get(vertex);
        if (tensor == null) {
            throw new IllegalStateException("vertex must come after its input '" + vertex + "'");
        }
        return tensor;
    }

    private TensorShape shape(String tensor) {
        TensorShape shape = shapes.get(tensor);
        if (shape == null) {
            throw new IllegalStateException("tensor must have a shape: '" + tensor + "'");
        }
        return shape;
    }

    private void requirePaddedConvolution(String name) {
        network.getConfiguration().getVertexInputs().forEach((reader, inputs) -> {
            GraphVertex vertex = vertex(reader);
            if (inputs.contains(name)
                    && !(vertex instanceof LayerVertex layer
                            && layer.getLayerConf().getLayer()
                                    instanceof org.deeplearning4j.nn.conf.layers.ConvolutionLayer)) {
                throw new UnsupportedNetworkException(
                        "ZeroPaddingLayer '%s' cannot be read: only a convolution may follow, not '%s'"
                                .formatted(name, reader));
            }
        });
    }

    private static void requireOneInputAndOutput(ComputationGraph network) {
        List<String> inputs = network.getConfiguration().getNetworkInputs();
        List<String> outputs = network.getConfiguration().getNetworkOutputs();
        if (inputs.size() != 1 || outputs.size() != 1) {
            throw new UnsupportedNetworkException(
                    "network must have one input and one output: %s, %s".formatted(inputs, outputs));
        }
    }

    private static TensorShape rememberedShape(ComputationGraph network) {
        String input = network.getConfiguration().getNetworkInputs().get(0);
        for (Map.Entry<String, List<String>> entry :
                network.getConfiguration().getVertexInputs().entrySet()) {
            GraphVertex vertex = Objects.requireNonNull(
                    network.getConfiguration().getVertices().get(entry.getKey()));
            if (entry.getValue().contains(input)
                    && preprocessorOf(vertex) instanceof FeedForwardToCnnPreProcessor image) {
                return TensorShape.image(
                        Math.toIntExact(image.getNumChannels()),
                        Math.toIntExact(image.getInputHeight()),
                        Math.toIntExact(image.getInputWidth()));
            }
        }
        throw new UnsupportedNetworkException(
                "network does not say the shape of its input '" + input + "'; give [channels, height, width]");
    }

    private static @Nullable InputPreProcessor preprocessorOf(GraphVertex vertex) {
        if (vertex instanceof PreprocessorVertex preprocessor) {
            return preprocessor.getPreProcessor();
        }
        return vertex instanceof LayerVertex layer ? layer.getPreProcessor() : null;
    }
}
