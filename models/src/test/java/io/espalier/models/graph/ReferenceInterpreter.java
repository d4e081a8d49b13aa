package io.espalier.models.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The meaning of every operator at inference, as plain loops over doubles: the oracle for codecs, engines and surgery. Slow on purpose;
 * for small networks and a few images.
 */
public final class ReferenceInterpreter implements Operator.Cases<ReferenceInterpreter.Values> {

    private final NetworkGraph graph;
    private final Node node;
    private final List<Values> inputs;

    private ReferenceInterpreter(NetworkGraph graph, Node node, List<Values> inputs) {
        this.graph = graph;
        this.node = node;
        this.inputs = inputs;
    }

    /** One batch of a tensor: {@code data} is image after image, channel after channel, row after row. */
    static final class Values {

        private final int count;
        private final TensorShape shape;
        private final double[] data;

        Values(int count, TensorShape shape, double[] data) {
            this.count = count;
            this.shape = shape;
            this.data = data;
        }

        static Values zeros(int count, TensorShape shape) {
            return new Values(count, shape, new double[count * shape.size()]);
        }

        int index(int image, int channel, int row, int column) {
            return ((image * shape.channels() + channel) * shape.height() + row) * shape.width() + column;
        }

        double at(int image, int channel, int row, int column) {
            return data[index(image, channel, row, column)];
        }

        boolean contains(int row, int column) {
            return row >= 0 && row < shape.height() && column >= 0 && column < shape.width();
        }

        INDArray toArray() {
            long[] dimensions = shape.isImage()
                    ? new long[] {count, shape.channels(), shape.height(), shape.width()}
                    : new long[] {count, shape.size()};
            return Nd4j.createFromArray(data).reshape('c', dimensions);
        }
    }

    /** Computes an output value from a place in it. */
    @FunctionalInterface
    private interface Place {
        double value(int image, int channel, int row, int column);
    }

    /**
     * All tensors by name, the input included.
     *
     * @param images {@code [count, channels, height, width]}
     * @return arrays of doubles, {@code [count, channels, height, width]} or {@code [count, features]}
     */
    public static Map<String, INDArray> run(NetworkGraph graph, INDArray images) {
        Map<String, Values> values = new LinkedHashMap<>();
        values.put(
                graph.input().name(),
                new Values((int) images.size(0), graph.input().shape(), doubles(images)));
        for (Node node : graph.nodes()) {
            List<Values> inputs = node.inputs().stream().map(values::get).toList();
            values.put(node.name(), node.operator().match(new ReferenceInterpreter(graph, node, inputs)));
        }
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        values.forEach((name, tensor) -> arrays.put(name, tensor.toArray()));
        return arrays;
    }

    /** The network's output alone. */
    public static INDArray output(NetworkGraph graph, INDArray images) {
        INDArray output = run(graph, images).get(graph.output());
        if (output == null) {
            throw new IllegalStateException("a graph always has its output");
        }
        return output;
    }

    @Override
    public Values conv2d(Operator.Conv2d conv) {
        Values x = inputs.get(0);
        double[] weight = parameter(Roles.WEIGHT);
        double[] bias = conv.bias() ? parameter(Roles.BIAS) : new double[conv.outChannels()];
        int inPerGroup = conv.inChannels() / conv.groups();
        int outPerGroup = conv.outChannels() / conv.groups();
        Window window = conv.window();
        int height = window.kernel().height();
        int width = window.kernel().width();
        return each((image, out, row, column) -> {
            double sum = bias[out];
            for (int in = 0; in < inPerGroup; in++) {
                int channel = out / outPerGroup * inPerGroup + in;
                for (int tap = 0; tap < height * width; tap++) {
                    int r = inputRow(window, row, tap / width);
                    int c = inputColumn(window, column, tap % width);
                    if (x.contains(r, c)) {
                        sum += weight[(out * inPerGroup + in) * height * width + tap] * x.at(image, channel, r, c);
                    }
                }
            }
            return sum;
        });
    }

    @Override
    public Values dense(Operator.Dense dense) {
        Values x = inputs.get(0);
        double[] weight = parameter(Roles.WEIGHT);
        double[] bias = dense.bias() ? parameter(Roles.BIAS) : new double[dense.outFeatures()];
        return each((image, out, row, column) -> {
            double sum = bias[out];
            for (int in = 0; in < dense.inFeatures(); in++) {
                sum += weight[out * dense.inFeatures() + in] * x.at(image, in, 0, 0);
            }
            return sum;
        });
    }

    @Override
    public Values batchNorm(Operator.BatchNorm norm) {
        Values x = inputs.get(0);
        double[] scale = parameter(Roles.SCALE);
        double[] shift = parameter(Roles.SHIFT);
        double[] mean = parameter(Roles.MEAN);
        double[] variance = parameter(Roles.VARIANCE);
        return each((image, channel, row, column) -> scale[channel]
                        * (x.at(image, channel, row, column) - mean[channel])
                        / Math.sqrt(variance[channel] + norm.epsilon())
                + shift[channel]);
    }

    @Override
    public Values activation(Operator.Activation activation) {
        DoubleUnaryOperator function =
                switch (activation.function()) {
                    case RELU -> x -> Math.max(0, x);
                    case TANH -> Math::tanh;
                    case SIGMOID -> x -> 1 / (1 + Math.exp(-x));
                    case LEAKY_RELU -> x -> x >= 0 ? x : activation.alpha() * x;
                    case CLIP -> x -> Math.min(Math.max(x, activation.alpha()), activation.beta());
                    case HARD_SIGMOID -> x -> Math.min(Math.max(activation.alpha() * x + activation.beta(), 0), 1);
                    case HARD_SWISH -> x -> x * Math.min(Math.max(x / 6 + 0.5, 0), 1);
                };
        Values x = inputs.get(0);
        return each((image, channel, row, column) -> function.applyAsDouble(x.at(image, channel, row, column)));
    }

    @Override
    public Values pool(Operator.Pool pool) {
        Values x = inputs.get(0);
        Window window = pool.window();
        return each((image, channel, row, column) -> {
            double[] covered = IntStream.range(0, window.taps())
                    .filter(tap -> x.contains(
                            inputRow(window, row, tap / window.kernel().width()),
                            inputColumn(window, column, tap % window.kernel().width())))
                    .mapToDouble(tap -> x.at(
                            image,
                            channel,
                            inputRow(window, row, tap / window.kernel().width()),
                            inputColumn(window, column, tap % window.kernel().width())))
                    .toArray();
            return switch (pool.kind()) {
                case MAX ->
                    IntStream.range(0, covered.length)
                            .mapToDouble(i -> covered[i])
                            .max()
                            .orElse(Double.NEGATIVE_INFINITY);
                case AVERAGE ->
                    IntStream.range(0, covered.length)
                            .mapToDouble(i -> covered[i])
                            .average()
                            .orElse(Double.NaN);
            };
        });
    }

    @Override
    public Values globalAveragePool(Operator.GlobalAveragePool pool) {
        Values x = inputs.get(0);
        TensorShape shape = x.shape;
        return each((image, channel, row, column) -> {
            double sum = 0;
            for (int i = 0; i < shape.positions(); i++) {
                sum += x.at(image, channel, i / shape.width(), i % shape.width());
            }
            return sum / shape.positions();
        });
    }

    @Override
    public Values elementwise(Arithmetic.Elementwise add) {
        return each((image, channel, row, column) ->
                inputs.get(0).at(image, channel, row, column) + inputs.get(1).at(image, channel, row, column));
    }

    @Override
    public Values flatten(Rearrangement.Flatten flatten) {
        Values x = inputs.get(0);
        return new Values(x.count, graph.shape(node.name()), x.data);
    }

    @Override
    public Values softmax(Operator.Softmax softmax) {
        Values x = inputs.get(0);
        return each((image, feature, row, column) -> {
            double sum = 0;
            for (int other = 0; other < x.shape.channels(); other++) {
                sum += Math.exp(x.at(image, other, 0, 0) - x.at(image, feature, 0, 0));
            }
            return 1 / sum;
        });
    }

    private Values each(Place place) {
        Values output = Values.zeros(inputs.get(0).count, graph.shape(node.name()));
        for (int image = 0; image < output.count; image++) {
            for (int channel = 0; channel < output.shape.channels(); channel++) {
                for (int row = 0; row < output.shape.height(); row++) {
                    for (int column = 0; column < output.shape.width(); column++) {
                        output.data[output.index(image, channel, row, column)] =
                                place.value(image, channel, row, column);
                    }
                }
            }
        }
        return output;
    }

    private double[] parameter(String role) {
        return doubles(graph.parameter(node, role));
    }

    private static int inputRow(Window window, int outputRow, int kernelRow) {
        return outputRow * window.stride().height()
                - window.padding().top()
                + kernelRow * window.dilation().height();
    }

    private static int inputColumn(Window window, int outputColumn, int kernelColumn) {
        return outputColumn * window.stride().width()
                - window.padding().left()
                + kernelColumn * window.dilation().width();
    }

    private static double[] doubles(INDArray array) {
        return array.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    }

    @Override
    public Values constant(Arithmetic.Constant operator) {
        throw new UnsupportedOperationException(operator.toString());
    }

    @Override
    public Values reduceMean(Arithmetic.ReduceMean operator) {
        throw new UnsupportedOperationException(operator.toString());
    }

    @Override
    public Values concat(Rearrangement.Concat operator) {
        throw new UnsupportedOperationException(operator.toString());
    }

    @Override
    public Values slice(Rearrangement.Slice operator) {
        throw new UnsupportedOperationException(operator.toString());
    }

    @Override
    public Values pad(Rearrangement.Pad operator) {
        throw new UnsupportedOperationException(operator.toString());
    }

    @Override
    public Values reshape(Rearrangement.Reshape operator) {
        throw new UnsupportedOperationException(operator.toString());
    }

    @Override
    public Values transpose(Rearrangement.Transpose operator) {
        throw new UnsupportedOperationException(operator.toString());
    }

    @Override
    public Values squeeze(Rearrangement.Squeeze operator) {
        throw new UnsupportedOperationException(operator.toString());
    }

    @Override
    public Values unsqueeze(Rearrangement.Unsqueeze operator) {
        throw new UnsupportedOperationException(operator.toString());
    }

    @Override
    public Values resize(Rearrangement.Resize operator) {
        throw new UnsupportedOperationException(operator.toString());
    }

    @Override
    public Values opaque(Opaque operator) {
        throw new UnsupportedOperationException(operator.toString());
    }

    @Override
    public Values convTranspose2d(Operator.ConvTranspose2d operator) {
        throw new UnsupportedOperationException(operator.toString());
    }
}
