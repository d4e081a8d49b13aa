package io.espalier.models.graph;

import java.util.List;
import java.util.Map;

/**
 * What a node computes, in NCHW layout. Each operator knows its parameters' shapes, its output's shape and its cost; everything that
 * differs by codec or algorithm goes through {@link #match}, which the compiler checks for completeness.
 */
public sealed interface Operator
        permits Arithmetic,
                Rearrangement,
                Opaque,
                Operator.Conv2d,
                Operator.ConvTranspose2d,
                Operator.Dense,
                Operator.BatchNorm,
                Operator.Activation,
                Operator.Pool,
                Operator.GlobalAveragePool,
                Operator.Softmax {

    /** How many tensors go in. */
    default int inputCount() {
        return 1;
    }

    /** Shape of each parameter by role, in the order in which they are listed on a node; empty for operators without parameters. */
    default Map<String, List<Integer>> parameterShapes() {
        return Map.of();
    }

    /**
     * Shape of the output for the inputs' shapes.
     *
     * @throws IllegalArgumentException if the inputs do not fit the operator
     */
    TensorShape outputShape(List<TensorShape> inputs);

    /** Multiply-accumulates for one example. Batch norm (folded at inference), activations, pooling and additions count as 0. */
    default long macs(List<TensorShape> inputs) {
        return 0;
    }

    /** Calls the case of this operator. */
    <R> R match(Cases<R> cases);

    /** One case per operator. */
    interface Cases<R> {
        R conv2d(Conv2d operator);

        R convTranspose2d(ConvTranspose2d operator);

        R dense(Dense operator);

        R batchNorm(BatchNorm operator);

        R activation(Activation operator);

        R pool(Pool operator);

        R globalAveragePool(GlobalAveragePool operator);

        R softmax(Softmax operator);

        R elementwise(Arithmetic.Elementwise operator);

        R constant(Arithmetic.Constant operator);

        R reduceMean(Arithmetic.ReduceMean operator);

        R concat(Rearrangement.Concat operator);

        R slice(Rearrangement.Slice operator);

        R pad(Rearrangement.Pad operator);

        R flatten(Rearrangement.Flatten operator);

        R reshape(Rearrangement.Reshape operator);

        R transpose(Rearrangement.Transpose operator);

        R squeeze(Rearrangement.Squeeze operator);

        R unsqueeze(Rearrangement.Unsqueeze operator);

        R resize(Rearrangement.Resize operator);

        R opaque(Opaque operator);
    }

    /**
     * Two-dimensional convolution (cross-correlation). Weight {@code [out, in / groups, kernelHeight, kernelWidth]}, bias {@code [out]}.
     *
     * @param inChannels channels of the input
     * @param outChannels channels of the output
     * @param groups 1 for an ordinary convolution, {@code inChannels} for a depthwise one; divides both channel counts
     * @param bias whether a bias is added
     */
    record Conv2d(int inChannels, int outChannels, Window window, int groups, boolean bias) implements Operator {

        /** @throws IllegalArgumentException if {@code groups} does not divide both channel counts */
        public Conv2d {
            requireGroups(inChannels, outChannels, groups);
        }

        /** The same convolution between other channel counts. */
        public Conv2d withChannels(int newIn, int newOut, int newGroups) {
            return new Conv2d(newIn, newOut, window, newGroups, bias);
        }

        @Override
        public Map<String, List<Integer>> parameterShapes() {
            return Roles.weightAndBias(weightShape(inChannels, outChannels, groups, window), bias, outChannels);
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape input = requireImage(this, inputs.get(0));
            requireChannels(this, inChannels, input);
            return TensorShape.image(
                    outChannels, window.outputHeight(input.height()), window.outputWidth(input.width()));
        }

        @Override
        public long macs(List<TensorShape> inputs) {
            return (long) outputShape(inputs).size() * (inChannels / groups) * window.taps();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.conv2d(this);
        }
    }

    /**
     * Transposed convolution: the gradient of a convolution with respect to its input. Weight {@code [out, in / groups, kernelHeight,
     * kernelWidth]} as for a convolution (ONNX and PyTorch keep {@code [in, out / groups, ...]}), bias {@code [out]}.
     *
     * @param window kernel, stride, dilation, and the padding that is cut from the output
     * @param extra rows and columns added at the bottom and right of the output, at least 0
     */
    record ConvTranspose2d(int inChannels, int outChannels, Window window, Extra extra, int groups, boolean bias)
            implements Operator {

        /** Rows and columns, none negative ("output padding"). */
        public record Extra(int height, int width) {

            public static final Extra NONE = new Extra(0, 0);

            /** @throws IllegalArgumentException if one is negative */
            public Extra {
                if (!(height >= 0 && width >= 0)) {
                    throw new IllegalArgumentException("extra must not be negative: " + height + ", " + width);
                }
            }
        }

        /** @throws IllegalArgumentException if {@code groups} does not divide both channel counts */
        public ConvTranspose2d {
            requireGroups(inChannels, outChannels, groups);
        }

        /** The same between other channel counts. */
        public ConvTranspose2d withChannels(int newIn, int newOut, int newGroups) {
            return new ConvTranspose2d(newIn, newOut, window, extra, newGroups, bias);
        }

        @Override
        public Map<String, List<Integer>> parameterShapes() {
            return Roles.weightAndBias(weightShape(inChannels, outChannels, groups, window), bias, outChannels);
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape input = requireImage(this, inputs.get(0));
            requireChannels(this, inChannels, input);
            Window.Padding cut = window.padding();
            return TensorShape.image(
                    outChannels,
                    spread(
                                    input.height(),
                                    window.stride().height(),
                                    window.dilation().height(),
                                    window.kernel().height())
                            - cut.top()
                            - cut.bottom()
                            + extra.height(),
                    spread(
                                    input.width(),
                                    window.stride().width(),
                                    window.dilation().width(),
                                    window.kernel().width())
                            - cut.left()
                            - cut.right()
                            + extra.width());
        }

        @Override
        public long macs(List<TensorShape> inputs) {
            return (long) inputs.get(0).positions() * outChannels * (inChannels / groups) * window.taps();
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.convTranspose2d(this);
        }

        private static int spread(int size, int stride, int dilation, int kernel) {
            return Math.addExact(
                    Math.multiplyExact(stride, size - 1), Math.addExact(Math.multiplyExact(dilation, kernel - 1), 1));
        }
    }

    /** Fully connected layer along the last axis of a tensor of any rank. Weight {@code [out, in]}, bias {@code [out]}. */
    record Dense(int inFeatures, int outFeatures, boolean bias) implements Operator {

        /** @throws IllegalArgumentException if a count is not positive */
        public Dense {
            requirePositive("inFeatures", inFeatures);
            requirePositive("outFeatures", outFeatures);
        }

        /** The same layer between other feature counts. */
        public Dense withFeatures(int newIn, int newOut) {
            return new Dense(newIn, newOut, bias);
        }

        @Override
        public Map<String, List<Integer>> parameterShapes() {
            return Roles.weightAndBias(List.of(outFeatures, inFeatures), bias, outFeatures);
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape input = inputs.get(0);
            int last = input.rank() - 1;
            if (!(last >= 0 && input.size(last) == inFeatures)) {
                throw new IllegalArgumentException("Dense must have an input with %d features in its last dimension: %s"
                        .formatted(inFeatures, input));
            }
            return input.with(last, outFeatures);
        }

        @Override
        public long macs(List<TensorShape> inputs) {
            return (long) inputs.get(0).size() * outFeatures;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.dense(this);
        }
    }

    /** Batch normalisation over channels. Scale, shift, mean and variance {@code [channels]}. */
    record BatchNorm(int channels, double epsilon) implements Operator {

        /** @throws IllegalArgumentException if {@code epsilon} is not positive */
        public BatchNorm {
            requirePositive("channels", channels);
            if (!(epsilon > 0)) {
                throw new IllegalArgumentException("epsilon must be positive: " + epsilon);
            }
        }

        public BatchNorm withChannels(int newChannels) {
            return new BatchNorm(newChannels, epsilon);
        }

        @Override
        public Map<String, List<Integer>> parameterShapes() {
            return Roles.batchNorm(channels);
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            requireChannels(this, channels, inputs.get(0));
            return inputs.get(0);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.batchNorm(this);
        }
    }

    /**
     * An element-wise function.
     *
     * @param alpha slope below 0 of {@code LEAKY_RELU}, lower bound of {@code CLIP}, slope of {@code HARD_SIGMOID}; else 0
     * @param beta upper bound of {@code CLIP}, value at 0 of {@code HARD_SIGMOID}; else 0
     */
    record Activation(Function function, double alpha, double beta) implements Operator {

        /** The functions that both engines know. */
        public enum Function {
            RELU,
            /** {@code x} above 0, {@code alpha * x} below. */
            LEAKY_RELU,
            /** {@code x} between {@code alpha} and {@code beta}. */
            CLIP,
            TANH,
            SIGMOID,
            /** {@code alpha * x + beta} between 0 and 1. */
            HARD_SIGMOID,
            /** {@code x * (x / 6 + 1 / 2 between 0 and 1)} (Howard et al. 2019, "Searching for MobileNetV3", section 5.2). */
            HARD_SWISH
        }

        /** @throws IllegalArgumentException if a figure is NaN, or the bounds of {@code CLIP} are in the wrong order */
        public Activation {
            if (!(alpha <= Double.MAX_VALUE || alpha == Double.POSITIVE_INFINITY) || Double.isNaN(beta)) {
                throw new IllegalArgumentException("alpha and beta must be numbers: " + alpha + ", " + beta);
            }
            if (function == Function.CLIP && !(alpha <= beta)) {
                throw new IllegalArgumentException("CLIP must have bounds in order: " + alpha + ", " + beta);
            }
        }

        /** A function without figures of its own. */
        public Activation(Function function) {
            this(function, 0, 0);
        }

        /** {@code max(x, slope * x)} for slopes below 1 (Maas et al. 2013, "Rectifier Nonlinearities Improve Neural Network Acoustic Models"). */
        public static Activation leakyRelu(double slope) {
            return new Activation(Function.LEAKY_RELU, slope, 0);
        }

        public static Activation clip(double lower, double upper) {
            return new Activation(Function.CLIP, lower, upper);
        }

        /** {@code min(max(x, 0), 6)}. */
        public static Activation relu6() {
            return clip(0, 6);
        }

        public static Activation hardSigmoid(double slope, double atZero) {
            return new Activation(Function.HARD_SIGMOID, slope, atZero);
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return inputs.get(0);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.activation(this);
        }
    }

    /**
     * Pooling over a window.
     *
     * @param ceil whether the output's size is rounded up
     * @param countPadding whether average pooling divides by the window's size and not by the number of values inside the image
     */
    record Pool(Kind kind, Window window, boolean ceil, boolean countPadding) implements Operator {

        /** Rounded down, padding not counted. */
        public Pool(Kind kind, Window window) {
            this(kind, window, false, false);
        }

        /** What is taken of the values under the window. */
        public enum Kind {
            MAX,
            AVERAGE
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape input = requireImage(this, inputs.get(0));
            return TensorShape.image(
                    input.channels(),
                    window.outputHeight(input.height(), ceil),
                    window.outputWidth(input.width(), ceil));
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.pool(this);
        }
    }

    /** Mean over all positions: {@code [c, h, w]} to {@code [c, 1, 1]}. */
    record GlobalAveragePool() implements Operator {

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return TensorShape.image(requireImage(this, inputs.get(0)).channels(), 1, 1);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.globalAveragePool(this);
        }
    }

    /**
     * Softmax along an axis.
     *
     * @param axis without the batch; 0 for the features of a vector
     */
    record Softmax(int axis) implements Operator {

        /** Over the features of a vector. */
        public Softmax() {
            this(0);
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            if (!(axis >= 0 && axis < inputs.get(0).rank())) {
                throw new IllegalArgumentException(
                        "Softmax must have an input with an axis %d: %s".formatted(axis, inputs.get(0)));
            }
            return inputs.get(0);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.softmax(this);
        }
    }

    private static List<Integer> weightShape(int in, int out, int groups, Window window) {
        return List.of(
                out, in / groups, window.kernel().height(), window.kernel().width());
    }

    private static void requireGroups(int in, int out, int groups) {
        requirePositive("inChannels", in);
        requirePositive("outChannels", out);
        requirePositive("groups", groups);
        if (!(in % groups == 0 && out % groups == 0)) {
            throw new IllegalArgumentException("groups must divide %d and %d channels: %d".formatted(in, out, groups));
        }
    }

    private static void requirePositive(String name, int value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
    }

    private static TensorShape requireImage(Operator operator, TensorShape shape) {
        if (!shape.isImage()) {
            throw new IllegalArgumentException(operator.getClass().getSimpleName()
                    + " must have an image [channels, height, width] as input: " + shape);
        }
        return shape;
    }

    private static void requireChannels(Operator operator, int expected, TensorShape shape) {
        if (shape.channels() != expected) {
            throw new IllegalArgumentException("%s must have an input of %d channels: %s"
                    .formatted(operator.getClass().getSimpleName(), expected, shape));
        }
    }
}
