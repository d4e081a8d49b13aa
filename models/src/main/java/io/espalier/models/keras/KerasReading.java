package io.espalier.models.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.models.graph.Arithmetic.Elementwise;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Operator.Activation.Function;
import io.espalier.models.graph.Rearrangement.Concat;
import io.espalier.models.graph.Rearrangement.Flatten;
import io.espalier.models.graph.Rearrangement.Pad;
import io.espalier.models.graph.Rearrangement.Reshape;
import io.espalier.models.graph.Rearrangement.Resize;
import io.espalier.models.graph.Rearrangement.Slice;
import io.espalier.models.graph.Rearrangement.Transpose;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Adds what one layer of Keras means in our operators. */
final class KerasReading {

    private final KerasGraph graph;
    private final KerasLayer layer;
    private final KerasNetwork network;
    private final KerasFile weights;
    private final List<String> inputs;

    KerasReading(KerasGraph graph, KerasLayer layer, KerasNetwork network, KerasFile weights) {
        this.graph = graph;
        this.layer = layer;
        this.network = network;
        this.weights = weights;
        this.inputs = layer.inputs().stream().map(graph::tensor).toList();
    }

    /**
     * Adds the layer's nodes and says which tensor it makes.
     *
     * @throws IOException if a weight is missing or cannot be read
     * @throws io.espalier.models.graph.UnsupportedNetworkException if there is no operator for the layer
     * @throws IllegalArgumentException if its inputs do not fit
     */
    void read() throws IOException {
        if (!layer.type().equals("InputLayer") && inputs.isEmpty()) {
            throw layer.unsupported("it reads nothing");
        }
        graph.bind(layer.name(), tensor());
    }

    private String tensor() throws IOException {
        if (KerasNetwork.IDENTITIES.contains(layer.type())) {
            return inputs.get(0);
        }
        return switch (layer.type()) {
            case "InputLayer" -> layer.name();
            case "Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Conv2DTranspose" ->
                new KerasConvolutions(graph, layer, weights, inputs.get(0)).read(this::activated);
            case "Dense" -> dense();
            case "BatchNormalization" -> batchNorm();
            case "Activation" -> activation(layer.text("activation", "linear"), inputs.get(0));
            case "ReLU" -> rectifier();
            case "LeakyReLU" ->
                one(Operator.Activation.leakyRelu(layer.number("negative_slope", layer.number("alpha", 0.3))));
            case "Softmax" -> activation("softmax", inputs.get(0));
            case "MaxPooling2D" -> pool(Operator.Pool.Kind.MAX);
            case "AveragePooling2D" -> pool(Operator.Pool.Kind.AVERAGE);
            case "GlobalAveragePooling2D", "GlobalMaxPooling2D" -> globalPool();
            case "Add" -> chained(Elementwise.ADD);
            case "Subtract" -> chained(new Elementwise(Elementwise.Kind.SUBTRACT));
            case "Multiply" -> chained(Elementwise.MULTIPLY);
            case "Concatenate" -> one(new Concat(axis(layer.count("axis", -1)), inputs.size()));
            default -> moved();
        };
    }

    /** Layers that only move values, or scale them. */
    private String moved() {
        return switch (layer.type()) {
            case "Flatten" -> flatten();
            case "Reshape" -> reshape();
            case "ZeroPadding2D" -> pad();
            case "Cropping2D" -> crop();
            case "UpSampling2D" -> enlarge();
            case "Rescaling" -> rescale();
            default -> throw layer.unsupported("no operator for it");
        };
    }

    private String one(Operator operator) {
        return graph.add(layer.name(), operator, inputs.toArray(new String[0]));
    }

    private String dense() throws IOException {
        String from = inputs.get(0);
        if (!graph.shape(from).isVector()) {
            throw layer.unsupported("it reads a tensor %s that is no vector".formatted(graph.shape(from)));
        }
        INDArray kernel = weights.weight(layer.name(), "kernel");
        Operator.Dense operator =
                new Operator.Dense((int) kernel.size(0), (int) kernel.size(1), layer.flag("use_bias", true));
        Map<String, INDArray> values = new LinkedHashMap<>();
        values.put(Roles.WEIGHT, graph.reordered(from, kernel.transpose().dup('c')));
        if (operator.bias()) {
            values.put(Roles.BIAS, weights.weight(layer.name(), "bias"));
        }
        return activated(operator, values, from);
    }

    /** A layer with weights and the activation that it may have. */
    private String activated(Operator operator, Map<String, INDArray> values, String from) {
        String function = layer.text("activation", "linear");
        if (function.equals("linear")) {
            return graph.add(layer.name(), operator, values, from);
        }
        return activation(function, graph.add(layer.name() + ".linear", operator, values, from));
    }

    private String activation(String function, String from) {
        if (function.equals("linear")) {
            return from;
        }
        if (function.equals("softmax")) {
            int axis = axis(layer.type().equals("Softmax") ? layer.count("axis", -1) : -1);
            return graph.add(layer.name(), new Operator.Softmax(axis), from);
        }
        if (function.equals("swish") || function.equals("silu")) {
            String gate = graph.add(layer.name() + ".gate", new Operator.Activation(Function.SIGMOID), from);
            return graph.add(layer.name(), Elementwise.MULTIPLY, from, gate);
        }
        boolean second = weights.majorVersion() < 3;
        Operator.Activation operator =
                switch (function) {
                    case "relu" -> new Operator.Activation(Function.RELU);
                    case "relu6" -> Operator.Activation.relu6();
                    case "tanh" -> new Operator.Activation(Function.TANH);
                    case "sigmoid" -> new Operator.Activation(Function.SIGMOID);
                    case "hard_sigmoid" -> Operator.Activation.hardSigmoid(second ? 0.2 : 1 / 6.0, 0.5);
                    case "hard_swish", "hard_silu" -> new Operator.Activation(Function.HARD_SWISH);
                    case "leaky_relu" -> Operator.Activation.leakyRelu(0.2);
                    default -> throw layer.unsupported("no operator for the activation '" + function + "'");
                };
        return graph.add(layer.name(), operator, from);
    }

    private String rectifier() {
        double slope = layer.number("negative_slope", 0);
        double most = layer.number("max_value", Double.POSITIVE_INFINITY);
        if (layer.number("threshold", 0) != 0 || (slope != 0 && most < Double.POSITIVE_INFINITY)) {
            throw layer.unsupported("a threshold, or a slope with a highest value, has no operator");
        }
        if (slope != 0) {
            return one(Operator.Activation.leakyRelu(slope));
        }
        return one(
                most < Double.POSITIVE_INFINITY
                        ? Operator.Activation.clip(0, most)
                        : new Operator.Activation(Function.RELU));
    }

    private String batchNorm() throws IOException {
        TensorShape shape = graph.shape(inputs.get(0));
        JsonNode axis = layer.config().path("axis");
        int normed = axis.isArray() ? axis.path(0).asInt(-1) : axis.asInt(-1);
        if (axis(normed) != 0) {
            throw layer.unsupported("it normalises axis %d, which is not the channels'".formatted(normed));
        }
        int channels = shape.channels();
        Map<String, INDArray> values = new LinkedHashMap<>();
        values.put(Roles.SCALE, layer.flag("scale", true) ? weights.weight(layer.name(), "gamma") : same(channels, 1));
        values.put(Roles.SHIFT, layer.flag("center", true) ? weights.weight(layer.name(), "beta") : same(channels, 0));
        values.put(Roles.MEAN, weights.weight(layer.name(), "moving_mean"));
        values.put(Roles.VARIANCE, weights.weight(layer.name(), "moving_variance"));
        return graph.add(
                layer.name(), new Operator.BatchNorm(channels, layer.number("epsilon", 1e-3)), values, inputs.get(0));
    }

    private static INDArray same(int count, float value) {
        float[] values = new float[count];
        java.util.Arrays.fill(values, value);
        return Nd4j.createFromArray(values);
    }

    private String pool(Operator.Pool.Kind kind) {
        Window.Size size = KerasConvolutions.size(layer.pair("pool_size", 2));
        Window.Size stride = layer.has("strides") ? KerasConvolutions.size(layer.pair("strides", 2)) : size;
        Window window = KerasConvolutions.padded(
                layer,
                new Window(size, stride, Window.Padding.NONE, Window.Size.square(1)),
                graph.shape(inputs.get(0)));
        return one(new Operator.Pool(kind, window));
    }

    private String globalPool() {
        TensorShape shape = graph.shape(inputs.get(0));
        Operator operator = layer.type().equals("GlobalAveragePooling2D")
                ? new Operator.GlobalAveragePool()
                : new Operator.Pool(
                        Operator.Pool.Kind.MAX,
                        new Window(
                                new Window.Size(shape.height(), shape.width()),
                                Window.Size.square(1),
                                Window.Padding.NONE,
                                Window.Size.square(1)));
        return layer.flag("keepdims", false)
                ? one(operator)
                : graph.add(layer.name(), new Flatten(), graph.add(layer.name() + ".mean", operator, inputs.get(0)));
    }

    private String chained(Elementwise operator) {
        String result = inputs.get(0);
        for (int i = 1; i < inputs.size(); i++) {
            String name = i == inputs.size() - 1 ? layer.name() : layer.name() + "." + i;
            result = graph.add(name, operator, result, inputs.get(i));
        }
        return result;
    }

    /** Our axis, without the batch, for Keras', with the batch or counted from the end. */
    private int axis(int axis) {
        int rank = graph.shape(inputs.get(0)).rank();
        int place = axis < 0 ? axis + rank : axis - 1;
        if (!(place >= 0 && place < rank)) {
            throw layer.unsupported("axis %d does not exist in %d dimensions".formatted(axis, rank));
        }
        return rank == 3 && !graph.channelsFirst() ? (place + 1) % 3 : place;
    }

    private String flatten() {
        String from = inputs.get(0);
        TensorShape shape = graph.shape(from);
        if (shape.isVector()) {
            return from;
        }
        boolean turned = shape.isImage() && !graph.channelsFirst() && shape.positions() > 1;
        if (!turned || network.onlyDenseReads(layer.name())) {
            String flat = graph.add(layer.name(), new Flatten(), from);
            if (turned) {
                graph.listsChannelsLast(flat, shape);
            }
            return flat;
        }
        return graph.add(layer.name(), new Flatten(), toChannelsLast(from));
    }

    private String toChannelsLast(String from) {
        return graph.add(layer.name() + ".nhwc", new Transpose(List.of(1, 2, 0)), from);
    }

    private String reshape() {
        String from = inputs.get(0);
        List<Integer> target = new ArrayList<>();
        layer.config().path("target_shape").forEach(size -> target.add(size.asInt()));
        TensorShape input = graph.shape(from);
        TensorShape output = new Reshape(target).outputShape(List.of(input));
        if (graph.channelsFirst()) {
            return one(new Reshape(target));
        }
        String ordered = input.isImage() && input.positions() > 1 ? toChannelsLast(from) : from;
        if (!output.isImage()) {
            return graph.add(layer.name(), new Reshape(output.dimensions()), ordered);
        }
        if (output.size(0) * output.size(1) == 1) {
            return graph.add(layer.name(), new Reshape(List.of(output.size(2), 1, 1)), ordered);
        }
        String cut = graph.add(layer.name() + ".cut", new Reshape(output.dimensions()), ordered);
        return graph.add(layer.name(), new Transpose(List.of(2, 0, 1)), cut);
    }

    private String pad() {
        int[] sides = sides("padding");
        return one(new Pad(Pad.Mode.CONSTANT, List.of(0, sides[0], sides[2]), List.of(0, sides[1], sides[3]), 0));
    }

    private String crop() {
        int[] sides = sides("cropping");
        TensorShape shape = graph.shape(inputs.get(0));
        return one(new Slice(List.of(
                new Slice.Range(1, sides[0], shape.height() - sides[1], 1),
                new Slice.Range(2, sides[2], shape.width() - sides[3], 1))));
    }

    /** Top, bottom, left and right. */
    private int[] sides(String key) {
        JsonNode value = layer.config().path(key);
        if (value.size() == 2 && value.get(0).size() == 2 && value.get(1).size() == 2) {
            return new int[] {
                value.get(0).get(0).asInt(),
                value.get(0).get(1).asInt(),
                value.get(1).get(0).asInt(),
                value.get(1).get(1).asInt()
            };
        }
        int[] pair = layer.pair(key, 1);
        return new int[] {pair[0], pair[0], pair[1], pair[1]};
    }

    private String enlarge() {
        int[] size = layer.pair("size", 2);
        String interpolation = layer.text("interpolation", "nearest");
        Resize.Scale scale = new Resize.Scale(size[0], size[1]);
        return switch (interpolation) {
            case "nearest" -> one(new Resize(Resize.Interpolation.NEAREST_FLOOR, Resize.Coordinates.ASYMMETRIC, scale));
            case "bilinear" -> one(new Resize(Resize.Interpolation.LINEAR, Resize.Coordinates.HALF_PIXEL, scale));
            default -> throw layer.unsupported("no operator for the interpolation '" + interpolation + "'");
        };
    }

    private String rescale() {
        String from = inputs.get(0);
        String scale = graph.scalar(layer.name() + ".scale", from, layer.number("scale", 1));
        String scaled = graph.add(layer.name() + ".scaled", Elementwise.MULTIPLY, from, scale);
        String offset = graph.scalar(layer.name() + ".offset", from, layer.number("offset", 0));
        return graph.add(layer.name(), Elementwise.ADD, scaled, offset);
    }
}
