package io.espalier.models.graph;

import io.espalier.models.graph.Rearrangement.Resize;
import io.espalier.models.graph.ReferenceTensor.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The meaning of every operator at inference, as plain loops over doubles: the oracle for codecs, engines and surgery. Slow on purpose;
 * for small networks and a few images. A node that nobody can look into ({@link Opaque}) has no meaning here and is refused.
 */
public final class ReferenceInterpreter implements Operator.Cases<ReferenceTensor> {

    private final NetworkGraph graph;
    private final Node node;
    private final int count;
    private final List<ReferenceTensor> inputs;

    private ReferenceInterpreter(NetworkGraph graph, Node node, int count, List<ReferenceTensor> inputs) {
        this.graph = graph;
        this.node = node;
        this.count = count;
        this.inputs = inputs;
    }

    /**
     * All tensors by name, the input included.
     *
     * @param images {@code [count, channels, height, width]}
     * @return arrays of doubles, {@code [count, ...]} with the dimensions of the tensor
     * @throws UnsupportedNetworkException if the network has an opaque node
     */
    public static Map<String, INDArray> run(NetworkGraph graph, INDArray images) {
        Map<String, ReferenceTensor> values = new LinkedHashMap<>();
        int count = (int) images.size(0);
        values.put(graph.input().name(), ReferenceTensor.of(count, graph.input().shape(), doubles(images)));
        for (Node node : graph.nodes()) {
            List<ReferenceTensor> inputs =
                    node.inputs().stream().map(values::get).toList();
            values.put(node.name(), node.operator().match(new ReferenceInterpreter(graph, node, count, inputs)));
        }
        Map<String, INDArray> arrays = new LinkedHashMap<>();
        values.forEach((name, tensor) -> arrays.put(name, tensor.toArray()));
        return arrays;
    }

    /** The network's first output alone. */
    public static INDArray output(NetworkGraph graph, INDArray images) {
        return outputs(graph, images).get(0);
    }

    /** All of the network's outputs in their order. */
    public static List<INDArray> outputs(NetworkGraph graph, INDArray images) {
        Map<String, INDArray> tensors = run(graph, images);
        return graph.outputs().stream().map(tensors::get).toList();
    }

    @Override
    public ReferenceTensor conv2d(Operator.Conv2d conv) {
        ReferenceTensor x = inputs.get(0);
        double[] weight = parameter(Roles.WEIGHT);
        double[] bias = conv.bias() ? parameter(Roles.BIAS) : new double[conv.outChannels()];
        int inPerGroup = conv.inChannels() / conv.groups();
        int outPerGroup = conv.outChannels() / conv.groups();
        Window window = conv.window();
        int taps = window.taps();
        int width = window.kernel().width();
        return each((example, place) -> {
            int out = place[0];
            double sum = bias[out];
            for (int in = 0; in < inPerGroup; in++) {
                int channel = out / outPerGroup * inPerGroup + in;
                for (int tap = 0; tap < taps; tap++) {
                    int row = inputRow(window, place[1], tap / width);
                    int column = inputColumn(window, place[2], tap % width);
                    if (x.contains(row, column)) {
                        sum += weight[(out * inPerGroup + in) * taps + tap] * x.pixel(example, channel, row, column);
                    }
                }
            }
            return sum;
        });
    }

    /** A pixel of the output gathers the pixels of the input whose windows it lies in. */
    @Override
    public ReferenceTensor convTranspose2d(Operator.ConvTranspose2d conv) {
        ReferenceTensor x = inputs.get(0);
        double[] weight = parameter(Roles.WEIGHT);
        double[] bias = conv.bias() ? parameter(Roles.BIAS) : new double[conv.outChannels()];
        int inPerGroup = conv.inChannels() / conv.groups();
        int outPerGroup = conv.outChannels() / conv.groups();
        Window window = conv.window();
        int taps = window.taps();
        int width = window.kernel().width();
        return each((example, place) -> {
            int out = place[0];
            double sum = bias[out];
            for (int in = 0; in < inPerGroup; in++) {
                int channel = out / outPerGroup * inPerGroup + in;
                for (int tap = 0; tap < taps; tap++) {
                    int down = place[1]
                            + window.padding().top()
                            - tap / width * window.dilation().height();
                    int right = place[2]
                            + window.padding().left()
                            - tap % width * window.dilation().width();
                    int row = Math.floorDiv(down, window.stride().height());
                    int column = Math.floorDiv(right, window.stride().width());
                    boolean onGrid = row * window.stride().height() == down
                            && column * window.stride().width() == right;
                    if (onGrid && x.contains(row, column)) {
                        sum += weight[(out * inPerGroup + in) * taps + tap] * x.pixel(example, channel, row, column);
                    }
                }
            }
            return sum;
        });
    }

    @Override
    public ReferenceTensor dense(Operator.Dense dense) {
        ReferenceTensor x = inputs.get(0);
        double[] weight = parameter(Roles.WEIGHT);
        double[] bias = dense.bias() ? parameter(Roles.BIAS) : new double[dense.outFeatures()];
        int last = x.shape().rank() - 1;
        return each((example, place) -> {
            int out = place[last];
            int[] from = place.clone();
            double sum = bias[out];
            for (int in = 0; in < dense.inFeatures(); in++) {
                from[last] = in;
                sum += weight[out * dense.inFeatures() + in] * x.at(example, from);
            }
            return sum;
        });
    }

    @Override
    public ReferenceTensor batchNorm(Operator.BatchNorm norm) {
        ReferenceTensor x = inputs.get(0);
        double[] scale = parameter(Roles.SCALE);
        double[] shift = parameter(Roles.SHIFT);
        double[] mean = parameter(Roles.MEAN);
        double[] variance = parameter(Roles.VARIANCE);
        return each((example, place) -> {
            int channel = place[0];
            double normal = (x.at(example, place) - mean[channel]) / Math.sqrt(variance[channel] + norm.epsilon());
            return scale[channel] * normal + shift[channel];
        });
    }

    @Override
    public ReferenceTensor activation(Operator.Activation activation) {
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
        ReferenceTensor x = inputs.get(0);
        return each((example, place) -> function.applyAsDouble(x.at(example, place)));
    }

    @Override
    public ReferenceTensor pool(Operator.Pool pool) {
        ReferenceTensor x = inputs.get(0);
        Window window = pool.window();
        int width = window.kernel().width();
        return each((example, place) -> {
            double largest = Double.NEGATIVE_INFINITY;
            double sum = 0;
            int counted = 0;
            for (int tap = 0; tap < window.taps(); tap++) {
                int row = inputRow(window, place[1], tap / width);
                int column = inputColumn(window, place[2], tap % width);
                if (x.contains(row, column)) {
                    largest = Math.max(largest, x.pixel(example, place[0], row, column));
                    sum += x.pixel(example, place[0], row, column);
                    counted++;
                } else if (pool.countPadding() && isPadding(window, x.shape(), row, column)) {
                    counted++;
                }
            }
            return pool.kind() == Operator.Pool.Kind.MAX ? largest : sum / counted;
        });
    }

    /** What hangs over even the padding, because the output's size was rounded up, does not count. */
    private static boolean isPadding(Window window, TensorShape image, int row, int column) {
        return row < image.height() + window.padding().bottom()
                && column < image.width() + window.padding().right();
    }

    @Override
    public ReferenceTensor globalAveragePool(Operator.GlobalAveragePool pool) {
        return mean(List.of(1, 2));
    }

    @Override
    public ReferenceTensor reduceMean(Arithmetic.ReduceMean mean) {
        return mean(mean.axes());
    }

    private ReferenceTensor mean(List<Integer> axes) {
        ReferenceTensor x = inputs.get(0);
        ReferenceTensor sums = x.sumOver(axes);
        double addends = (double) x.shape().size() / sums.shape().size();
        return ReferenceTensor.each(count, sums.shape(), (example, place) -> sums.at(example, place) / addends)
                .as(graph.shape(node.name()));
    }

    @Override
    public ReferenceTensor elementwise(Arithmetic.Elementwise elementwise) {
        return each((example, place) -> {
            double first = repeated(inputs.get(0), example, place);
            double second = repeated(inputs.get(1), example, place);
            return switch (elementwise.kind()) {
                case ADD -> first + second;
                case SUBTRACT -> first - second;
                case MULTIPLY -> first * second;
                case DIVIDE -> first / second;
            };
        });
    }

    private static double repeated(ReferenceTensor x, int example, int... place) {
        int[] from = place.clone();
        for (int axis = 0; axis < from.length; axis++) {
            from[axis] = x.shape().size(axis) == 1 ? 0 : from[axis];
        }
        return x.at(example, from);
    }

    @Override
    public ReferenceTensor constant(Arithmetic.Constant constant) {
        ReferenceTensor value = ReferenceTensor.of(1, constant.shape(), parameter(Roles.VALUE));
        return each((example, place) -> value.at(0, place));
    }

    @Override
    public ReferenceTensor softmax(Operator.Softmax softmax) {
        ReferenceTensor x = inputs.get(0);
        int axis = softmax.axis();
        return each((example, place) -> {
            int[] other = place.clone();
            double sum = 0;
            for (int i = 0; i < x.shape().size(axis); i++) {
                other[axis] = i;
                sum += Math.exp(x.at(example, other) - x.at(example, place));
            }
            return 1 / sum;
        });
    }

    @Override
    public ReferenceTensor concat(Rearrangement.Concat concat) {
        int axis = concat.axis();
        return each((example, place) -> {
            int[] from = place.clone();
            int part = 0;
            while (from[axis] >= inputs.get(part).shape().size(axis)) {
                from[axis] -= inputs.get(part).shape().size(axis);
                part++;
            }
            return inputs.get(part).at(example, from);
        });
    }

    @Override
    public ReferenceTensor slice(Rearrangement.Slice slice) {
        return each((example, place) -> {
            int[] from = place.clone();
            for (Rearrangement.Slice.Range range : slice.ranges()) {
                from[range.axis()] = range.start() + range.step() * from[range.axis()];
            }
            return inputs.get(0).at(example, from);
        });
    }

    @Override
    public ReferenceTensor pad(Rearrangement.Pad pad) {
        ReferenceTensor x = inputs.get(0);
        return each((example, place) -> {
            int[] from = place.clone();
            for (int axis = 0; axis < from.length; axis++) {
                int size = x.shape().size(axis);
                int wanted = from[axis] - pad.before().get(axis);
                boolean outside = wanted < 0 || wanted >= size;
                if (outside && pad.mode() == Rearrangement.Pad.Mode.CONSTANT) {
                    return pad.value();
                }
                from[axis] = pad.mode() == Rearrangement.Pad.Mode.REFLECT
                        ? reflected(wanted, size)
                        : Math.max(0, Math.min(size - 1, wanted));
            }
            return x.at(example, from);
        });
    }

    /** Mirrored at the outermost values, which are not repeated. */
    private static int reflected(int wanted, int size) {
        int mirrored = Math.abs(wanted);
        return mirrored < size ? mirrored : 2 * (size - 1) - mirrored;
    }

    @Override
    public ReferenceTensor flatten(Rearrangement.Flatten flatten) {
        return inputs.get(0).as(graph.shape(node.name()));
    }

    @Override
    public ReferenceTensor reshape(Rearrangement.Reshape reshape) {
        return inputs.get(0).as(graph.shape(node.name()));
    }

    @Override
    public ReferenceTensor squeeze(Rearrangement.Squeeze squeeze) {
        return inputs.get(0).as(graph.shape(node.name()));
    }

    @Override
    public ReferenceTensor unsqueeze(Rearrangement.Unsqueeze unsqueeze) {
        return inputs.get(0).as(graph.shape(node.name()));
    }

    @Override
    public ReferenceTensor transpose(Rearrangement.Transpose transpose) {
        return each((example, place) -> {
            int[] from = new int[place.length];
            for (int axis = 0; axis < place.length; axis++) {
                from[transpose.order().get(axis)] = place[axis];
            }
            return inputs.get(0).at(example, from);
        });
    }

    @Override
    public ReferenceTensor resize(Resize resize) {
        ReferenceTensor x = inputs.get(0);
        TensorShape in = x.shape();
        TensorShape out = graph.shape(node.name());
        return each((example, place) -> {
            double row = ResizedAxis.coordinate(resize.coordinates(), place[1], ResizedAxis.rows(in, out, resize));
            double column =
                    ResizedAxis.coordinate(resize.coordinates(), place[2], ResizedAxis.columns(in, out, resize));
            if (resize.interpolation() != Resize.Interpolation.LINEAR) {
                int r = ResizedAxis.nearest(resize.interpolation(), row, in.height());
                return x.pixel(example, place[0], r, ResizedAxis.nearest(resize.interpolation(), column, in.width()));
            }
            double r = Math.max(0, Math.min(in.height() - 1, row));
            double c = Math.max(0, Math.min(in.width() - 1, column));
            int top = (int) r;
            int left = (int) c;
            int bottom = Math.min(top + 1, in.height() - 1);
            int right = Math.min(left + 1, in.width() - 1);
            double above = x.pixel(example, place[0], top, left) * (1 - (c - left))
                    + x.pixel(example, place[0], top, right) * (c - left);
            double below = x.pixel(example, place[0], bottom, left) * (1 - (c - left))
                    + x.pixel(example, place[0], bottom, right) * (c - left);
            return above * (1 - (r - top)) + below * (r - top);
        });
    }

    /** One side of an image and how long it was and is. */
    private record ResizedAxis(int before, int after, double scale) {

        static ResizedAxis rows(TensorShape in, TensorShape out, Resize resize) {
            return new ResizedAxis(in.height(), out.height(), resize.scale().height());
        }

        static ResizedAxis columns(TensorShape in, TensorShape out, Resize resize) {
            return new ResizedAxis(in.width(), out.width(), resize.scale().width());
        }

        static double coordinate(Resize.Coordinates coordinates, int index, ResizedAxis axis) {
            double halfPixel = (index + 0.5) / axis.scale() - 0.5;
            return switch (coordinates) {
                case HALF_PIXEL -> halfPixel;
                case PYTORCH_HALF_PIXEL -> axis.after() > 1 ? halfPixel : 0;
                case ALIGN_CORNERS -> axis.after() > 1 ? (double) index * (axis.before() - 1) / (axis.after() - 1) : 0;
                case ASYMMETRIC -> index / axis.scale();
            };
        }

        static int nearest(Resize.Interpolation rounding, double coordinate, int size) {
            double rounded =
                    switch (rounding) {
                        case NEAREST_FLOOR -> Math.floor(coordinate);
                        case NEAREST_CEIL -> Math.ceil(coordinate);
                        case NEAREST_ROUND_PREFER_FLOOR -> Math.ceil(coordinate - 0.5);
                        case NEAREST_ROUND_PREFER_CEIL -> Math.floor(coordinate + 0.5);
                        case LINEAR -> throw new IllegalArgumentException("LINEAR is between pixels");
                    };
            return (int) Math.max(0, Math.min(size - 1, rounded));
        }
    }

    @Override
    public ReferenceTensor opaque(Opaque opaque) {
        throw new UnsupportedNetworkException("node '%s' (%s): nobody knows what it computes but the engine of its file"
                .formatted(node.name(), opaque.type()));
    }

    private ReferenceTensor each(Place place) {
        return ReferenceTensor.each(count, graph.shape(node.name()), place);
    }

    private double[] parameter(String role) {
        float[] values = graph.parameters().values(node.parameter(role)).values();
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
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
}
