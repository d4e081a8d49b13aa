package io.espalier.models.dl4j;

import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Operator.ConvTranspose2d;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import io.espalier.models.graph.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;

/**
 * From DL4J's graph to ours. Vertices that only convert shapes disappear; a layer with an activation becomes two nodes. A network in NHWC
 * becomes one in NCHW: axes are renamed, and the weights of a dense layer behind a flattened image change places.
 */
final class NetworkReader {

    private final ComputationGraph network;
    private final String inputName;
    private final ArrayLayout layout;
    private final GraphAssembly assembly;
    private final Map<String, String> tensors = new HashMap<>();
    private final Map<String, Window.Padding> paddings = new HashMap<>();
    private final Map<String, ConvTranspose2d> spreads = new HashMap<>();
    private final Map<String, TensorShape> channelsLast = new HashMap<>();

    private NetworkReader(ComputationGraph network, TensorShape inputShape) {
        this.network = network;
        this.inputName = network.getConfiguration().getNetworkInputs().get(0);
        this.layout = new ArrayLayout(NetworkFormat.of(network.getConfiguration()));
        this.assembly = new GraphAssembly(new NetworkGraph.Input(inputName, inputShape));
        tensors.put(inputName, inputName);
    }

    static NetworkGraph read(ComputationGraph network, String name, @Nullable TensorShape inputShape) {
        requireOneInput(network);
        return new NetworkReader(network, inputShape == null ? rememberedShape(network) : inputShape).graph(name);
    }

    private NetworkGraph graph(String name) {
        declaredOrder().forEach(vertex -> {
            try {
                read(vertex, vertex(vertex));
            } catch (IllegalArgumentException e) {
                throw new UnsupportedNetworkException(
                        "vertex '%s' cannot be read: %s".formatted(vertex, e.getMessage()));
            }
        });
        return assembly.graph(
                name,
                network.getConfiguration().getNetworkOutputs().stream()
                        .map(this::tensor)
                        .distinct()
                        .toList());
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
        String from = tensor(inputs.get(0));
        if (vertex instanceof FrozenVertex frozen) {
            read(name, frozen.getUnderlying());
        } else if (vertex instanceof LayerVertex layerVertex) {
            Layer layer = unwrapped(layerVertex.getLayerConf().getLayer());
            if (layerVertex.getPreProcessor() != null) {
                from = preprocessed(name, name + ".flatten", layerVertex.getPreProcessor(), from, layer);
            }
            readLayer(name, layer, from);
        } else if (vertex instanceof PreprocessorVertex preprocessor) {
            tensors.put(name, preprocessed(name, name, preprocessor.getPreProcessor(), from, null));
        } else if (vertex instanceof OperatorVertex ours) {
            readOurs(name, ours);
        } else {
            tensors.put(
                    name,
                    tensorOf(name, vertex, inputs.stream().map(this::tensor).toList()));
        }
    }

    private String tensorOf(String name, GraphVertex vertex, List<String> inputs) {
        String from = inputs.get(0);
        if (vertex instanceof ElementWiseVertex arithmetic) {
            return arithmetic(name, arithmetic.getOp(), inputs);
        } else if (vertex instanceof MergeVertex merge) {
            if (inputs.size() == 1) {
                return from;
            }
            int rank = assembly.shape(from).rank();
            int axis = layout.fromChannelsFirst(rank)[rank == 1 ? 1 : merge.getMergeAxis()] - 1;
            return assembly.add(name, new Rearrangement.Concat(axis, inputs.size()), inputs.toArray(new String[0]));
        } else if (vertex instanceof SubsetVertex subset) {
            String input = inputs(name).get(0);
            if (spreads.containsKey(input)) {
                spreads.put(name, Objects.requireNonNull(spreads.get(input)));
            }
            int axis = layout.fromChannelsFirst(assembly.shape(from).rank())[1] - 1;
            return assembly.add(
                    name,
                    new Rearrangement.Slice(
                            List.of(new Rearrangement.Slice.Range(axis, subset.getFrom(), subset.getTo() + 1, 1))),
                    from);
        } else if (vertex instanceof ScaleVertex scale) {
            return scale.getScaleFactor() == 1
                    ? from
                    : scaled(name, Elementwise.MULTIPLY, from, scale.getScaleFactor());
        } else if (vertex instanceof ShiftVertex shift) {
            return scaled(name, Elementwise.ADD, from, shift.getShiftFactor());
        }
        throw new UnsupportedNetworkException("vertex '%s' of type %s cannot be read: no operator for it"
                .formatted(name, vertex.getClass().getSimpleName()));
    }

    private String scaled(String name, Elementwise operator, String from, double value) {
        return assembly.add(name, operator, from, assembly.scalar(name + ".constant", from, value));
    }

    private void readLayer(String name, Layer layer, String from) {
        String input = inputs(name).get(0);
        if (layer instanceof ZeroPaddingLayer padding && onlyConvolutionsRead(name)) {
            int[] sides = padding.getPadding();
            tensors.put(name, from);
            paddings.put(name, new Window.Padding(sides[0], sides[2], sides[1], sides[3]));
            return;
        }
        LayerReading.From source = new LayerReading.From(
                from,
                paddings.getOrDefault(input, Window.Padding.NONE),
                Optional.ofNullable(spreads.get(input)),
                Optional.ofNullable(channelsLast.get(from)));
        tensors.put(name, LayerReading.read(assembly, name, layer, network.getLayer(name), source));
    }

    private void readOurs(String name, OperatorVertex vertex) {
        if (vertex.getFormat() != CNN2DFormat.NCHW) {
            throw new UnsupportedNetworkException(
                    "vertex '%s' computes in NHWC, which is only for training".formatted(name));
        }
        Operator operator = vertex.parsed();
        List<String> inputs =
                new ArrayList<>(inputs(name).stream().map(this::tensor).toList());
        if (operator instanceof ConvTranspose2d transposed) {
            tensors.put(name, inputs.get(0));
            spreads.put(name, transposed);
            return;
        }
        OperatorVertex.Fixed fixed = vertex.getFixed();
        if (fixed != null) {
            float[] values = new float[fixed.values().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = fixed.values().get(i);
            }
            TensorShape shape = vertex.shapes().get(fixed.place());
            inputs.add(fixed.place(), assembly.constant(name + ".constant", shape, values));
        }
        tensors.put(name, assembly.add(name, operator, inputs.toArray(new String[0])));
    }

    private String arithmetic(String name, ElementWiseVertex.Op op, List<String> inputs) {
        Elementwise operator =
                switch (op) {
                    case Add, Average -> Elementwise.ADD;
                    case Subtract -> new Elementwise(Elementwise.Kind.SUBTRACT);
                    case Product -> Elementwise.MULTIPLY;
                    case Max ->
                        throw new UnsupportedNetworkException(
                                "vertex '%s' cannot be read: no operator for the maximum of tensors".formatted(name));
                };
        boolean average = op == ElementWiseVertex.Op.Average;
        String result = inputs.get(0);
        for (int i = 1; i < inputs.size(); i++) {
            String node = i == inputs.size() - 1 && !average ? name : name + "." + i;
            result = assembly.add(node, operator, result, inputs.get(i));
        }
        return average ? scaled(name, Elementwise.MULTIPLY, result, 1.0 / inputs.size()) : result;
    }

    private String preprocessed(
            String vertex, String name, InputPreProcessor preprocessor, String from, @Nullable Layer layer) {
        if (preprocessor instanceof FeedForwardToCnnPreProcessor image) {
            return assembly.shape(from).isImage() ? from : imaged(name, image, from);
        }
        if (preprocessor instanceof CnnToFeedForwardPreProcessor flattening) {
            TensorShape shape = assembly.shape(from);
            if (!shape.isImage()) {
                return from;
            }
            boolean last = flattening.getFormat() == CNN2DFormat.NHWC && shape.positions() > 1;
            if (last && !(layer == null ? onlyDenseRead(vertex) : isDense(layer))) {
                from = assembly.add(name + ".transpose", new Rearrangement.Transpose(List.of(1, 2, 0)), from);
                last = false;
            }
            String flat = assembly.add(name, new Rearrangement.Flatten(), from);
            if (last) {
                channelsLast.put(flat, shape);
            }
            return flat;
        }
        throw new UnsupportedNetworkException("preprocessor %s of '%s' cannot be read: no operator for it"
                .formatted(preprocessor.getClass().getSimpleName(), name));
    }

    private String imaged(String name, FeedForwardToCnnPreProcessor image, String from) {
        if (layout.format() == CNN2DFormat.NHWC) {
            throw new UnsupportedNetworkException(
                    "vertex '%s' makes images of vectors in NHWC, which is not read".formatted(name));
        }
        return assembly.add(
                name,
                new Rearrangement.Reshape(List.of(
                        Math.toIntExact(image.getNumChannels()),
                        Math.toIntExact(image.getInputHeight()),
                        Math.toIntExact(image.getInputWidth()))),
                from);
    }

    private static Layer unwrapped(Layer layer) {
        return layer instanceof FrozenLayer frozen ? unwrapped(frozen.getLayer()) : layer;
    }

    private boolean onlyConvolutionsRead(String name) {
        return readers(name).stream()
                .allMatch(vertex -> vertex instanceof LayerVertex layer
                        && unwrapped(layer.getLayerConf().getLayer()) instanceof ConvolutionLayer conv
                        && !(conv instanceof org.deeplearning4j.nn.conf.layers.Deconvolution2D)
                        && conv.getConvolutionMode() != org.deeplearning4j.nn.conf.ConvolutionMode.Same);
    }

    private boolean onlyDenseRead(String name) {
        return readers(name).stream()
                .allMatch(vertex -> vertex instanceof LayerVertex layer
                        && isDense(unwrapped(layer.getLayerConf().getLayer())));
    }

    private static boolean isDense(Layer layer) {
        return layer instanceof DenseLayer || layer instanceof OutputLayer;
    }

    private List<GraphVertex> readers(String name) {
        return network.getConfiguration().getVertexInputs().entrySet().stream()
                .filter(entry -> entry.getValue().contains(name))
                .map(entry -> vertex(entry.getKey()))
                .toList();
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

    private static void requireOneInput(ComputationGraph network) {
        List<String> inputs = network.getConfiguration().getNetworkInputs();
        if (inputs.size() != 1) {
            throw new UnsupportedNetworkException("network must have one input: " + inputs);
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
