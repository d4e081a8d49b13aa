package io.espalier.models.dl4j;

import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Operator.ConvTranspose2d;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import io.espalier.models.graph.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.params.SeparableConvolutionParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The kinds of convolutions of DL4J as ours, with their parameters. */
record ConvolutionReading(String name, ConvolutionLayer conv, Layer trained, TensorShape input) {

    /** One operator; a separable convolution has two. */
    record Part(String suffix, Operator operator, Map<String, INDArray> parameters) {}

    /**
     * The operators in order.
     *
     * @param extra padding of a layer before, which becomes a part of the convolution
     * @param spread the transposed convolution whose zeros a vertex before has put between the pixels
     */
    List<Part> parts(Window.Padding extra, Optional<ConvTranspose2d> spread) {
        if (conv instanceof Deconvolution2D) {
            return List.of(deconvolution());
        }
        if (conv instanceof SeparableConvolution2D separable) {
            return separable(separable, padded(declared(), extra));
        }
        boolean depthwise = conv instanceof DepthwiseConvolution2D;
        if (!depthwise && conv.getClass() != ConvolutionLayer.class && conv.getClass() != Convolution2D.class) {
            throw new UnsupportedNetworkException("layer '%s' of type %s cannot be read: no operator for it"
                    .formatted(name, conv.getClass().getSimpleName()));
        }
        int in = Math.toIntExact(conv.getNIn());
        int out =
                depthwise ? in * ((DepthwiseConvolution2D) conv).getDepthMultiplier() : Math.toIntExact(conv.getNOut());
        int groups = depthwise ? in : 1;
        Operator operator = spread.isPresent()
                ? new ConvTranspose2d(
                        in, out, spread.get().window(), spread.get().extra(), groups, conv.hasBias())
                : new Operator.Conv2d(in, out, padded(declared(), extra), groups, conv.hasBias());
        return List.of(new Part("", operator, LayerParameters.of(operator, trained)));
    }

    private Window declared() {
        return window(
                new Window(
                        size(conv.getKernelSize()),
                        size(conv.getStride()),
                        symmetric(conv.getPadding()),
                        size(conv.getDilation())),
                conv.getConvolutionMode(),
                input);
    }

    private List<Part> separable(SeparableConvolution2D separable, Window window) {
        int in = Math.toIntExact(conv.getNIn());
        int between = in * separable.getDepthMultiplier();
        Operator.Conv2d depthwise = new Operator.Conv2d(in, between, window, in, false);
        // [multiplier, in, kernelHeight, kernelWidth]
        INDArray deep = trained.getParam(SeparableConvolutionParamInitializer.DEPTH_WISE_WEIGHT_KEY);
        INDArray turned = deep.permute(1, 0, 2, 3).dup('c').reshape('c', between, 1, deep.size(2), deep.size(3));
        Operator.Conv2d pointwise = new Operator.Conv2d(
                between, Math.toIntExact(conv.getNOut()), Window.square(1, 1, 0), 1, conv.hasBias());
        Map<String, INDArray> mixing = new LinkedHashMap<>();
        mixing.put(
                Roles.WEIGHT,
                trained.getParam(SeparableConvolutionParamInitializer.POINT_WISE_WEIGHT_KEY)
                        .dup('c'));
        if (conv.hasBias()) {
            INDArray bias = trained.getParam(SeparableConvolutionParamInitializer.BIAS_KEY);
            mixing.put(Roles.BIAS, bias.dup('c').reshape('c', new long[] {bias.length()}));
        }
        return List.of(
                new Part("", depthwise, Map.of(Roles.WEIGHT, turned)), new Part(".pointwise", pointwise, mixing));
    }

    private Part deconvolution() {
        Window window = new Window(
                size(conv.getKernelSize()),
                size(conv.getStride()),
                symmetric(conv.getPadding()),
                size(conv.getDilation()));
        ConvTranspose2d.Extra extra = ConvTranspose2d.Extra.NONE;
        if (conv.getConvolutionMode() == ConvolutionMode.Same) {
            int vertical = over(
                    window.kernel().height(),
                    window.dilation().height(),
                    window.stride().height());
            int horizontal = over(
                    window.kernel().width(),
                    window.dilation().width(),
                    window.stride().width());
            extra = new ConvTranspose2d.Extra(Math.max(0, -vertical), Math.max(0, -horizontal));
            window = new Window(
                    window.kernel(),
                    window.stride(),
                    halves(Math.max(0, vertical), Math.max(0, horizontal)),
                    window.dilation());
        }
        ConvTranspose2d operator = new ConvTranspose2d(
                Math.toIntExact(conv.getNIn()), Math.toIntExact(conv.getNOut()), window, extra, 1, conv.hasBias());
        Map<String, INDArray> parameters = new LinkedHashMap<>();
        // [in, out, kernelHeight, kernelWidth]
        parameters.put(
                Roles.WEIGHT,
                trained.getParam(ParameterMapping.key(Roles.WEIGHT))
                        .permute(1, 0, 2, 3)
                        .dup('c'));
        if (conv.hasBias()) {
            INDArray bias = trained.getParam(ParameterMapping.key(Roles.BIAS));
            parameters.put(Roles.BIAS, bias.dup('c').reshape('c', new long[] {bias.length()}));
        }
        return new Part("", operator, parameters);
    }

    /** What a transposed window reaches over {@code stride} times the input; negative if it falls short. */
    private static int over(int kernel, int dilation, int stride) {
        return dilation * (kernel - 1) + 1 - stride;
    }

    private static Window padded(Window window, Window.Padding extra) {
        Window.Padding own = window.padding();
        return new Window(
                window.kernel(),
                window.stride(),
                new Window.Padding(
                        own.top() + extra.top(),
                        own.left() + extra.left(),
                        own.bottom() + extra.bottom(),
                        own.right() + extra.right()),
                window.dilation());
    }

    /** The window with the padding that the mode asks for; "same" puts the odd one at the bottom and on the right. */
    static Window window(Window declared, ConvolutionMode mode, TensorShape input) {
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
        return new Window(declared.kernel(), declared.stride(), halves(vertical, horizontal), declared.dilation());
    }

    private static Window.Padding halves(int vertical, int horizontal) {
        return new Window.Padding(vertical / 2, horizontal / 2, vertical - vertical / 2, horizontal - horizontal / 2);
    }

    private static int samePadding(int input, int kernel, int stride, int dilation) {
        int output = (input + stride - 1) / stride;
        return Math.max(0, (output - 1) * stride + dilation * (kernel - 1) + 1 - input);
    }

    static Window.Size size(int[] values) {
        return new Window.Size(values[0], values[1]);
    }

    static Window.Padding symmetric(int[] values) {
        return new Window.Padding(values[0], values[1], values[0], values[1]);
    }
}
