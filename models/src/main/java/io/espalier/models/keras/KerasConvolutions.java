package io.espalier.models.keras;

import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Operator.ConvTranspose2d;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The kinds of convolutions of Keras. Its kernels have the two sides first, ours last. */
record KerasConvolutions(KerasGraph graph, KerasLayer layer, KerasFile weights, String from) {

    /** Adds an operator, and behind it the activation that the layer has. */
    interface Activated {
        String add(Operator operator, Map<String, INDArray> values, String from);
    }

    String read(Activated activated) throws IOException {
        return switch (layer.type()) {
            case "Conv2D" -> ordinary(activated);
            case "DepthwiseConv2D" -> depthwise(activated);
            case "SeparableConv2D" -> separable(activated);
            case "Conv2DTranspose" -> transposed(activated);
            default -> throw layer.unsupported("no operator for it");
        };
    }

    private String ordinary(Activated activated) throws IOException {
        // [height, width, in / groups, out]
        INDArray kernel = kernel("kernel");
        int groups = layer.count("groups", 1);
        Operator.Conv2d conv = new Operator.Conv2d(
                (int) kernel.size(2) * groups, (int) kernel.size(3), window(kernel), groups, bias());
        return activated.add(conv, values(kernel.permute(3, 2, 0, 1).dup('c')), from);
    }

    private String depthwise(Activated activated) throws IOException {
        INDArray kernel = kernel("depthwise_kernel");
        Operator.Conv2d conv = depthwise(kernel, bias());
        return activated.add(conv, values(depthwiseWeight(kernel)), from);
    }

    private String separable(Activated activated) throws IOException {
        INDArray deep = kernel("depthwise_kernel");
        String between = graph.add(
                layer.name() + ".depthwise", depthwise(deep, false), Map.of(Roles.WEIGHT, depthwiseWeight(deep)), from);
        INDArray kernel = kernel("pointwise_kernel");
        Operator.Conv2d conv =
                new Operator.Conv2d((int) kernel.size(2), (int) kernel.size(3), Window.square(1, 1, 0), 1, bias());
        return activated.add(conv, values(kernel.permute(3, 2, 0, 1).dup('c')), between);
    }

    /** Kernel {@code [height, width, in, multiplier]}. */
    private Operator.Conv2d depthwise(INDArray kernel, boolean bias) {
        int channels = (int) kernel.size(2);
        return new Operator.Conv2d(channels, channels * (int) kernel.size(3), window(kernel), channels, bias);
    }

    private static INDArray depthwiseWeight(INDArray kernel) {
        return kernel.permute(2, 3, 0, 1)
                .dup('c')
                .reshape('c', kernel.size(2) * kernel.size(3), 1, kernel.size(0), kernel.size(1));
    }

    private String transposed(Activated activated) throws IOException {
        // [height, width, out, in]
        INDArray kernel = kernel("kernel");
        if (layer.has("output_padding")) {
            throw layer.unsupported("an output padding of its own is not read");
        }
        Window.Size size = new Window.Size((int) kernel.size(0), (int) kernel.size(1));
        Window.Size stride = size(layer.pair("strides", 1));
        Window.Size dilation = size(layer.pair("dilation_rate", 1));
        int vertical = dilation.height() * (size.height() - 1) + 1 - stride.height();
        int horizontal = dilation.width() * (size.width() - 1) + 1 - stride.width();
        Window.Padding cut = same() ? halves(Math.max(0, vertical), Math.max(0, horizontal)) : Window.Padding.NONE;
        ConvTranspose2d conv = new ConvTranspose2d(
                (int) kernel.size(3),
                (int) kernel.size(2),
                new Window(size, stride, cut, dilation),
                new ConvTranspose2d.Extra(Math.max(0, -vertical), Math.max(0, -horizontal)),
                1,
                bias());
        return activated.add(conv, values(kernel.permute(2, 3, 0, 1).dup('c')), from);
    }

    private boolean bias() {
        return layer.flag("use_bias", true);
    }

    private INDArray kernel(String name) throws IOException {
        // Keras 3 calls the kernel of a depthwise convolution as that of any other.
        String other = layer.type().equals("DepthwiseConv2D") ? "kernel" : "";
        INDArray kernel = weights.weight(layer.name(), name, other);
        if (kernel.rank() != 4) {
            throw new IOException(
                    "the %s of layer '%s' must have 4 dimensions: %d".formatted(name, layer.name(), kernel.rank()));
        }
        return kernel;
    }

    private Map<String, INDArray> values(INDArray weight) throws IOException {
        Map<String, INDArray> values = new LinkedHashMap<>();
        values.put(Roles.WEIGHT, weight);
        if (bias()) {
            values.put(Roles.BIAS, weights.weight(layer.name(), "bias"));
        }
        return values;
    }

    private Window window(INDArray kernel) {
        return padded(
                layer,
                new Window(
                        new Window.Size((int) kernel.size(0), (int) kernel.size(1)),
                        size(layer.pair("strides", 1)),
                        Window.Padding.NONE,
                        size(layer.pair("dilation_rate", 1))),
                graph.shape(from));
    }

    private boolean same() {
        return isSame(layer);
    }

    private static boolean isSame(KerasLayer layer) {
        String padding = layer.text("padding", "valid");
        if (!(padding.equals("same") || padding.equals("valid"))) {
            throw layer.unsupported("no operator for the padding '" + padding + "'");
        }
        return padding.equals("same");
    }

    /** With the padding that "same" asks for, which has the odd one at the bottom and on the right. */
    static Window padded(KerasLayer layer, Window window, TensorShape input) {
        if (!isSame(layer)) {
            return window;
        }
        int vertical = missing(
                input.height(),
                window.dilation().height() * (window.kernel().height() - 1) + 1,
                window.stride().height());
        int horizontal = missing(
                input.width(),
                window.dilation().width() * (window.kernel().width() - 1) + 1,
                window.stride().width());
        return new Window(window.kernel(), window.stride(), halves(vertical, horizontal), window.dilation());
    }

    private static int missing(int input, int extent, int stride) {
        int outputs = (input + stride - 1) / stride;
        return Math.max(0, (outputs - 1) * stride + extent - input);
    }

    private static Window.Padding halves(int vertical, int horizontal) {
        return new Window.Padding(vertical / 2, horizontal / 2, vertical - vertical / 2, horizontal - horizontal / 2);
    }

    static Window.Size size(int... sides) {
        return new Window.Size(sides[0], sides[1]);
    }
}
