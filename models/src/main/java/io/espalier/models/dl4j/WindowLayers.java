package io.espalier.models.dl4j;

import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Rearrangement.Pad;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.nd4j.linalg.activations.Activation;

/** Convolutions and poolings in DL4J's layers, with vertices around them for what those cannot do. */
record WindowLayers(VertexBuilder vertices, Node node) {

    /** Loses against every pixel. */
    private static final double LOWEST = -Float.MAX_VALUE;

    GraphBuilder convolution(Operator.Conv2d conv, String input, TensorShape shape) {
        boolean even = conv.window().padding().isSymmetric();
        Window.Padding padding = conv.window().padding();
        String from = even ? input : padded(padding, input);
        TensorShape read = even ? shape : shape(shape, padding);
        Window.Padding left = even ? padding : Window.Padding.NONE;
        if (conv.groups() == 1) {
            return vertices.builder().addLayer(node.name(), ordinary(conv, left), from);
        }
        return ParameterMapping.isDepthwise(conv)
                ? vertices.builder().addLayer(node.name(), depthwise(conv, left), from)
                : grouped(conv, left, from, read);
    }

    /** One ordinary convolution a group. */
    private GraphBuilder grouped(Operator.Conv2d conv, Window.Padding padding, String from, TensorShape shape) {
        int in = conv.inChannels() / conv.groups();
        int out = conv.outChannels() / conv.groups();
        List<String> groups = new ArrayList<>();
        for (int group = 0; group < conv.groups(); group++) {
            String part = vertices.auxiliary(node, VertexBuilder.GROUP + group + ".input");
            vertices.channels(part, from, shape, group * in, (group + 1) * in);
            String name = vertices.auxiliary(node, VertexBuilder.GROUP + group);
            vertices.builder().addLayer(name, ordinary(conv.withChannels(in, out, 1), padding), part);
            groups.add(name);
        }
        TensorShape output = vertices.graph().shape(node.name());
        return vertices.joined(node.name(), output.with(0, out), groups.toArray(new String[0]));
    }

    private ConvolutionLayer ordinary(Operator.Conv2d conv, Window.Padding padding) {
        Window window = conv.window();
        return new ConvolutionLayer.Builder(array(window.kernel()), array(window.stride()))
                .padding(padding.top(), padding.left())
                .dilation(window.dilation().height(), window.dilation().width())
                .convolutionMode(ConvolutionMode.Truncate)
                .nIn(conv.inChannels())
                .nOut(conv.outChannels())
                .hasBias(conv.bias())
                .activation(Activation.IDENTITY)
                .dataFormat(vertices.layout())
                .build();
    }

    private DepthwiseConvolution2D depthwise(Operator.Conv2d conv, Window.Padding padding) {
        Window window = conv.window();
        return new DepthwiseConvolution2D.Builder(array(window.kernel()), array(window.stride()))
                .depthMultiplier(conv.outChannels() / conv.inChannels())
                .padding(padding.top(), padding.left())
                .dilation(window.dilation().height(), window.dilation().width())
                .convolutionMode(ConvolutionMode.Truncate)
                .nIn(conv.inChannels())
                .nOut(conv.outChannels())
                .hasBias(conv.bias())
                .activation(Activation.IDENTITY)
                .dataFormat(vertices.layout())
                .build();
    }

    private String padded(Window.Padding padding, String input) {
        String name = vertices.auxiliary(node, VertexBuilder.PADDING);
        vertices.builder()
                .addLayer(
                        name,
                        new ZeroPaddingLayer.Builder(padding.top(), padding.bottom(), padding.left(), padding.right())
                                .dataFormat(vertices.layout())
                                .build(),
                        input);
        return name;
    }

    GraphBuilder pool(Operator.Pool pool, String input, TensorShape shape) {
        Window window = pool.window();
        TensorShape output = vertices.graph().shape(node.name());
        boolean roundedUp = !new Operator.Pool(pool.kind(), window)
                .outputShape(List.of(shape))
                .equals(output);
        if (window.padding().isSymmetric() && !roundedUp) {
            return vertices.builder()
                    .addLayer(node.name(), subsampling(pool, window.padding(), pool.countPadding()), input);
        }
        String padded = vertices.auxiliary(node, VertexBuilder.PADDING);
        Window.Padding reached = reached(window, shape, output);
        vertices.operator(padded, pad(pool.kind(), reached), List.of(shape), input);
        if (pool.kind() == Operator.Pool.Kind.MAX) {
            return vertices.builder().addLayer(node.name(), subsampling(pool, Window.Padding.NONE, false), padded);
        }
        String sums = vertices.auxiliary(node, ".window");
        vertices.builder().addLayer(sums, subsampling(pool, Window.Padding.NONE, true), padded);
        return vertices.fixed(
                node.name(),
                Arithmetic.Elementwise.MULTIPLY,
                List.of(output, output.with(0, 1)),
                1,
                corrections(pool, shape, output),
                sums);
    }

    private SubsamplingLayer subsampling(Operator.Pool pool, Window.Padding padding, boolean countPadding) {
        Window window = pool.window();
        SubsamplingLayer layer = new SubsamplingLayer.Builder(
                        switch (pool.kind()) {
                            case MAX -> PoolingType.MAX;
                            case AVERAGE -> PoolingType.AVG;
                        })
                .kernelSize(array(window.kernel()))
                .stride(array(window.stride()))
                .padding(padding.top(), padding.left())
                .dilation(window.dilation().height(), window.dilation().width())
                .convolutionMode(ConvolutionMode.Truncate)
                .dataFormat(vertices.layout())
                .build();
        layer.setAvgPoolIncludePadInDivisor(countPadding);
        return layer;
    }

    /** Padding as far as the windows reach. */
    private static Window.Padding reached(Window window, TensorShape input, TensorShape output) {
        Window.Padding declared = window.padding();
        int height = (output.height() - 1) * window.stride().height()
                + window.dilation().height() * (window.kernel().height() - 1)
                + 1;
        int width = (output.width() - 1) * window.stride().width()
                + window.dilation().width() * (window.kernel().width() - 1)
                + 1;
        return new Window.Padding(
                declared.top(),
                declared.left(),
                Math.max(0, height - declared.top() - input.height()),
                Math.max(0, width - declared.left() - input.width()));
    }

    private static Pad pad(Operator.Pool.Kind kind, Window.Padding padding) {
        return new Pad(
                Pad.Mode.CONSTANT,
                List.of(0, padding.top(), padding.left()),
                List.of(0, padding.bottom(), padding.right()),
                kind == Operator.Pool.Kind.MAX ? LOWEST : 0);
    }

    /** For each position of the output the values under the window by those that the average counts. */
    private static float[] corrections(Operator.Pool pool, TensorShape input, TensorShape output) {
        Window window = pool.window();
        Window.Padding counted = pool.countPadding() ? window.padding() : Window.Padding.NONE;
        float[] corrections = new float[output.positions()];
        for (int y = 0; y < output.height(); y++) {
            int top = y * window.stride().height() - window.padding().top();
            int rows = inside(
                    top,
                    window.kernel().height(),
                    window.dilation().height(),
                    -counted.top(),
                    input.height() + counted.bottom());
            for (int x = 0; x < output.width(); x++) {
                int left = x * window.stride().width() - window.padding().left();
                int columns = inside(
                        left,
                        window.kernel().width(),
                        window.dilation().width(),
                        -counted.left(),
                        input.width() + counted.right());
                corrections[y * output.width() + x] = (float) window.taps() / (rows * columns);
            }
        }
        return corrections;
    }

    private static int inside(int start, int taps, int dilation, int from, int to) {
        int inside = 0;
        for (int tap = 0; tap < taps; tap++) {
            int position = start + tap * dilation;
            inside += position >= from && position < to ? 1 : 0;
        }
        return inside;
    }

    private static TensorShape shape(TensorShape shape, Window.Padding padding) {
        return TensorShape.image(
                shape.channels(),
                shape.height() + padding.top() + padding.bottom(),
                shape.width() + padding.left() + padding.right());
    }

    private static int[] array(Window.Size size) {
        return new int[] {size.height(), size.width()};
    }
}
