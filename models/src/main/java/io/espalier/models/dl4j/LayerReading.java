package io.espalier.models.dl4j;

import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import io.espalier.models.graph.Window;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What one layer of DL4J means in our operators. */
final class LayerReading {

    private LayerReading() {}

    /**
     * One operator of a layer.
     *
     * @param suffix added to the layer's name when the operator is not the layer's first
     */
    record Step(String suffix, Operator operator) {}

    /** The operators of a layer in order; none for an identity. */
    static List<Step> of(String name, Layer layer, TensorShape input, Window.Padding extra) {
        List<Step> steps = new ArrayList<>();
        if (layer instanceof DepthwiseConvolution2D conv) {
            int multiplied = Math.toIntExact(conv.getNIn()) * conv.getDepthMultiplier();
            steps.add(step(convolution(name, conv, input, extra, multiplied, Math.toIntExact(conv.getNIn()))));
            addActivation(steps, name, conv.getActivationFn());
        } else if (layer.getClass() == ConvolutionLayer.class) {
            ConvolutionLayer conv = (ConvolutionLayer) layer;
            steps.add(step(convolution(name, conv, input, extra, Math.toIntExact(conv.getNOut()), 1)));
            addActivation(steps, name, conv.getActivationFn());
        } else if (layer instanceof DenseLayer dense) {
            steps.add(step(new Operator.Dense(
                    Math.toIntExact(dense.getNIn()), Math.toIntExact(dense.getNOut()), dense.hasBias())));
            addActivation(steps, name, dense.getActivationFn());
        } else if (layer instanceof OutputLayer dense) {
            steps.add(step(new Operator.Dense(
                    Math.toIntExact(dense.getNIn()), Math.toIntExact(dense.getNOut()), dense.hasBias())));
            addActivation(steps, name, dense.getActivationFn());
        } else if (layer instanceof BatchNormalization norm) {
            if (input.isImage()) {
                requireChannelsFirst(name, norm.getCnn2DFormat());
            }
            requireVariance(name, norm);
            steps.add(step(new Operator.BatchNorm(Math.toIntExact(norm.getNOut()), norm.getEps())));
        } else if (layer instanceof ActivationLayer activation) {
            addActivation(steps, name, activation.getActivationFn());
        } else if (layer instanceof LossLayer loss) {
            addActivation(steps, name, loss.getActivationFn());
        } else if (layer instanceof SubsamplingLayer pool) {
            steps.add(step(pooling(name, pool, input)));
        } else if (layer instanceof GlobalPoolingLayer pool) {
            addGlobalPool(steps, name, pool);
        } else {
            throw unsupported(name, layer, "no operator for it");
        }
        return steps;
    }

    /** The layer's parameter in a role, in DL4J's layout. */
    static INDArray parameter(Layer layer, org.deeplearning4j.nn.api.Layer trained, String role) {
        if (layer instanceof BatchNormalization norm && norm.isLockGammaBeta()) {
            if (role.equals(Roles.SCALE)) {
                return Nd4j.valueArrayOf(new long[] {1, norm.getNOut()}, norm.getGamma());
            }
            if (role.equals(Roles.SHIFT)) {
                return Nd4j.valueArrayOf(new long[] {1, norm.getNOut()}, norm.getBeta());
            }
        }
        return trained.getParam(ParameterMapping.key(role));
    }

    static void requireChannelsFirst(String name, CNN2DFormat format) {
        if (format == CNN2DFormat.NHWC) {
            throw new UnsupportedNetworkException(
                    "layer '%s' computes in NHWC, which is not read; only NCHW is".formatted(name));
        }
    }

    private static Step step(Operator operator) {
        return new Step("", operator);
    }

    private static Operator.Conv2d convolution(
            String name, ConvolutionLayer conv, TensorShape input, Window.Padding extra, int out, int groups) {
        requireChannelsFirst(name, conv.getCnn2dDataFormat());
        Window window = window(
                new Window(
                        size(conv.getKernelSize()),
                        size(conv.getStride()),
                        symmetric(conv.getPadding()),
                        size(conv.getDilation())),
                conv.getConvolutionMode(),
                input);
        Window.Padding own = window.padding();
        Window.Padding all = new Window.Padding(
                own.top() + extra.top(),
                own.left() + extra.left(),
                own.bottom() + extra.bottom(),
                own.right() + extra.right());
        return new Operator.Conv2d(
                Math.toIntExact(conv.getNIn()),
                out,
                new Window(window.kernel(), window.stride(), all, window.dilation()),
                groups,
                conv.hasBias());
    }

    private static Operator.Pool pooling(String name, SubsamplingLayer pool, TensorShape input) {
        requireChannelsFirst(name, pool.getCnn2dDataFormat());
        if (pool.isAvgPoolIncludePadInDivisor()) {
            throw unsupported(name, pool, "its average counts the padding");
        }
        Window window = window(
                new Window(
                        size(pool.getKernelSize()),
                        size(pool.getStride()),
                        symmetric(pool.getPadding()),
                        size(pool.getDilation())),
                pool.getConvolutionMode(),
                input);
        if (pool.getPoolingType() == PoolingType.MAX) {
            return new Operator.Pool(Operator.Pool.Kind.MAX, window);
        }
        if (pool.getPoolingType() == PoolingType.AVG) {
            return new Operator.Pool(Operator.Pool.Kind.AVERAGE, window);
        }
        throw unsupported(name, pool, "pooling type " + pool.getPoolingType());
    }

    private static void addGlobalPool(List<Step> steps, String name, GlobalPoolingLayer pool) {
        if (pool.getPoolingType() != PoolingType.AVG) {
            throw unsupported(name, pool, "pooling type " + pool.getPoolingType());
        }
        steps.add(step(new Operator.GlobalAveragePool()));
        if (pool.isCollapseDimensions()) {
            steps.add(new Step(".flatten", new Rearrangement.Flatten()));
        }
    }

    private static void addActivation(List<Step> steps, String name, IActivation function) {
        if (function instanceof ActivationIdentity) {
            return;
        }
        if (function instanceof ActivationSoftmax) {
            steps.add(new Step(".softmax", new Operator.Softmax()));
            return;
        }
        steps.add(new Step(".activation", new Operator.Activation(activation(name, function))));
    }

    private static Operator.Activation.Function activation(String name, IActivation function) {
        if (function instanceof ActivationReLU relu && relu.equals(new ActivationReLU())) {
            return Operator.Activation.Function.RELU;
        }
        if (function instanceof ActivationTanH) {
            return Operator.Activation.Function.TANH;
        }
        if (function instanceof ActivationSigmoid) {
            return Operator.Activation.Function.SIGMOID;
        }
        throw new UnsupportedNetworkException(
                "activation %s of '%s' cannot be read: no operator for it".formatted(function, name));
    }

    /** The window with the padding that the mode asks for; "same" puts the odd one at the bottom and on the right. */
    private static Window window(Window declared, ConvolutionMode mode, TensorShape input) {
        if (mode != ConvolutionMode.Same) {
            return declared;
        }
        int vertical = samePadding(
                input.height(),
                declared.kernel().height(),
                declared.stride().height(),
                declared.dilation().height());
        int horizontal = samePadding(
                input.width(),
                declared.kernel().width(),
                declared.stride().width(),
                declared.dilation().width());
        Window.Padding padding =
                new Window.Padding(vertical / 2, horizontal / 2, vertical - vertical / 2, horizontal - horizontal / 2);
        return new Window(declared.kernel(), declared.stride(), padding, declared.dilation());
    }

    private static int samePadding(int input, int kernel, int stride, int dilation) {
        int output = (input + stride - 1) / stride;
        return Math.max(0, (output - 1) * stride + dilation * (kernel - 1) + 1 - input);
    }

    private static void requireVariance(String name, BatchNormalization norm) {
        if (norm.isUseLogStd()) {
            throw unsupported(name, norm, "it keeps the logarithm of the deviation instead of the variance");
        }
    }

    private static Window.Size size(int[] values) {
        return new Window.Size(values[0], values[1]);
    }

    private static Window.Padding symmetric(int[] values) {
        return new Window.Padding(values[0], values[1], values[0], values[1]);
    }

    private static UnsupportedNetworkException unsupported(String name, Layer layer, String reason) {
        return new UnsupportedNetworkException("layer '%s' of type %s cannot be read: %s"
                .formatted(name, layer.getClass().getSimpleName(), reason));
    }
}
