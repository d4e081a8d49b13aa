package io.espalier.models.graph;

import java.util.List;
import java.util.Map;

/**
 * What a node computes, in NCHW layout. Each operator knows its parameters' shapes, its output's shape and its cost; everything that
 * differs by codec or algorithm goes through {@link #match}, which the compiler checks for completeness.
 */
public sealed interface Operator {

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

        R dense(Dense operator);

        R batchNorm(BatchNorm operator);

        R activation(Activation operator);

        R pool(Pool operator);

        R globalAveragePool(GlobalAveragePool operator);

        R add(Add operator);

        R flatten(Flatten operator);

        R softmax(Softmax operator);
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
            requirePositive("inChannels", inChannels);
            requirePositive("outChannels", outChannels);
            requirePositive("groups", groups);
            if (!(inChannels % groups == 0 && outChannels % groups == 0)) {
                throw new IllegalArgumentException(
                        "groups must divide %d and %d channels: %d".formatted(inChannels, outChannels, groups));
            }
        }

        /** The same convolution between other channel counts. */
        public Conv2d withChannels(int newIn, int newOut) {
            return new Conv2d(newIn, newOut, window, groups, bias);
        }

        @Override
        public Map<String, List<Integer>> parameterShapes() {
            List<Integer> weight = List.of(
                    outChannels,
                    inChannels / groups,
                    window.kernel().height(),
                    window.kernel().width());
            return Roles.weightAndBias(weight, bias, outChannels);
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

    /** Fully connected layer on a vector. Weight {@code [out, in]}, bias {@code [out]}. */
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
            if (input.isImage()) {
                throw new IllegalArgumentException("Dense must have a vector as input: " + input);
            }
            requireChannels(this, inFeatures, input);
            return TensorShape.vector(outFeatures);
        }

        @Override
        public long macs(List<TensorShape> inputs) {
            return (long) inFeatures * outFeatures;
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

    /** An element-wise function. */
    record Activation(Function function) implements Operator {

        /** The functions that both engines know. */
        public enum Function {
            RELU,
            TANH,
            SIGMOID
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

    /** Pooling over a window. Average pooling divides by the number of values inside the image, not by the padding. */
    record Pool(Kind kind, Window window) implements Operator {

        /** What is taken of the values under the window. */
        public enum Kind {
            MAX,
            AVERAGE
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            TensorShape input = requireImage(this, inputs.get(0));
            return TensorShape.image(
                    input.channels(), window.outputHeight(input.height()), window.outputWidth(input.width()));
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

    /** Element-wise sum of two tensors of equal shape. */
    record Add() implements Operator {

        @Override
        public int inputCount() {
            return 2;
        }

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            if (!inputs.get(0).equals(inputs.get(1))) {
                throw new IllegalArgumentException("Add must have inputs of equal shape: " + inputs);
            }
            return inputs.get(0);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.add(this);
        }
    }

    /** {@code [c, h, w]} to {@code [c * h * w]}, channel by channel. */
    record Flatten() implements Operator {

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            return TensorShape.vector(inputs.get(0).size());
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.flatten(this);
        }
    }

    /** Softmax over the features of a vector. */
    record Softmax() implements Operator {

        @Override
        public TensorShape outputShape(List<TensorShape> inputs) {
            if (inputs.get(0).isImage()) {
                throw new IllegalArgumentException("Softmax must have a vector as input: " + inputs.get(0));
            }
            return inputs.get(0);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.softmax(this);
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
