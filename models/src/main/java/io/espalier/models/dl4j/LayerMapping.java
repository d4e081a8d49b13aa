package io.espalier.models.dl4j;

import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Opaque;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import io.espalier.models.graph.Window;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.nd4j.linalg.activations.Activation;

/** Adds to a DL4J configuration the layer or vertex that computes what a node computes, under the node's name. */
final class LayerMapping implements Operator.Cases<GraphBuilder> {

    /** Ends the name of the extra layer that pads unevenly for a convolution. */
    static final String PADDING_SUFFIX = ".pad";

    /** Share of the old running statistics that DL4J keeps at each training batch. */
    static final double BATCH_NORM_DECAY = 0.9;

    private final GraphBuilder builder;
    private final NetworkGraph graph;
    private final Node node;
    private final CNN2DFormat layout;
    private final String[] inputs;

    LayerMapping(GraphBuilder builder, NetworkGraph graph, Node node, CNN2DFormat layout, String[] inputs) {
        this.builder = builder;
        this.graph = graph;
        this.node = node;
        this.layout = layout;
        this.inputs = inputs;
    }

    @Override
    public GraphBuilder conv2d(Operator.Conv2d conv) {
        boolean even = conv.window().padding().isSymmetric();
        String from = even ? inputs[0] : padded(conv.window().padding());
        Window.Padding padding = even ? conv.window().padding() : Window.Padding.NONE;
        if (conv.groups() == 1) {
            return builder.addLayer(node.name(), ordinary(conv, padding), from);
        }
        if (conv.groups() != conv.inChannels()) {
            throw new UnsupportedNetworkException(
                    "DL4J has no convolution in %d groups over %d channels (Conv2d '%s'); it can do 1 or %d groups"
                            .formatted(conv.groups(), conv.inChannels(), node.name(), conv.inChannels()));
        }
        return builder.addLayer(node.name(), depthwise(conv, padding), from);
    }

    @Override
    public GraphBuilder dense(Operator.Dense dense) {
        return layer(new DenseLayer.Builder()
                .nIn(dense.inFeatures())
                .nOut(dense.outFeatures())
                .hasBias(dense.bias())
                .activation(Activation.IDENTITY)
                .build());
    }

    @Override
    public GraphBuilder batchNorm(Operator.BatchNorm norm) {
        return layer(new BatchNormalization.Builder()
                .nIn(norm.channels())
                .nOut(norm.channels())
                .eps(norm.epsilon())
                .decay(BATCH_NORM_DECAY)
                .useLogStd(false)
                // DL4J hands vectors to its oneDNN code as images in NCHW, whatever is said here; say the same.
                .dataFormat(graph.shape(node.name()).isImage() ? layout : CNN2DFormat.NCHW)
                .build());
    }

    @Override
    public GraphBuilder activation(Operator.Activation activation) {
        return layer(new ActivationLayer(
                switch (activation.function()) {
                    case RELU -> Activation.RELU;
                    case TANH -> Activation.TANH;
                    case SIGMOID -> Activation.SIGMOID;
                    case LEAKY_RELU, CLIP, HARD_SIGMOID, HARD_SWISH -> throw unsupported(activation);
                }));
    }

    @Override
    public GraphBuilder pool(Operator.Pool pool) {
        Window window = pool.window();
        if (!window.padding().isSymmetric()) {
            throw new UnsupportedNetworkException(
                    "DL4J cannot pad a pooling unevenly (Pool '%s'): %s".formatted(node.name(), window.padding()));
        }
        return layer(new SubsamplingLayer.Builder(
                        switch (pool.kind()) {
                            case MAX -> PoolingType.MAX;
                            case AVERAGE -> PoolingType.AVG;
                        })
                .kernelSize(array(window.kernel()))
                .stride(array(window.stride()))
                .padding(window.padding().top(), window.padding().left())
                .dilation(window.dilation().height(), window.dilation().width())
                .convolutionMode(ConvolutionMode.Truncate)
                .dataFormat(layout)
                .build());
    }

    @Override
    public GraphBuilder globalAveragePool(Operator.GlobalAveragePool pool) {
        boolean nchw = layout == CNN2DFormat.NCHW;
        return layer(new GlobalPoolingLayer.Builder(PoolingType.AVG)
                .poolingDimensions(nchw ? new int[] {2, 3} : new int[] {1, 2})
                .collapseDimensions(nchw ? false : true)
                .build());
    }

    @Override
    public GraphBuilder elementwise(Arithmetic.Elementwise operator) {
        if (operator.kind() != Arithmetic.Elementwise.Kind.ADD
                || !graph.inputShapes(node)
                        .get(0)
                        .equals(graph.inputShapes(node).get(1))) {
            throw unsupported(operator);
        }
        return builder.addVertex(node.name(), new ElementWiseVertex(ElementWiseVertex.Op.Add), inputs);
    }

    @Override
    public GraphBuilder flatten(Rearrangement.Flatten flatten) {
        return builder.addVertex(node.name(), new PreprocessorVertex(flattening()), inputs);
    }

    @Override
    public GraphBuilder softmax(Operator.Softmax softmax) {
        return layer(new ActivationLayer(Activation.SOFTMAX));
    }

    @Override
    public GraphBuilder constant(Arithmetic.Constant operator) {
        throw unsupported(operator);
    }

    @Override
    public GraphBuilder reduceMean(Arithmetic.ReduceMean operator) {
        throw unsupported(operator);
    }

    @Override
    public GraphBuilder concat(Rearrangement.Concat operator) {
        throw unsupported(operator);
    }

    @Override
    public GraphBuilder slice(Rearrangement.Slice operator) {
        throw unsupported(operator);
    }

    @Override
    public GraphBuilder pad(Rearrangement.Pad operator) {
        throw unsupported(operator);
    }

    @Override
    public GraphBuilder reshape(Rearrangement.Reshape operator) {
        throw unsupported(operator);
    }

    @Override
    public GraphBuilder transpose(Rearrangement.Transpose operator) {
        throw unsupported(operator);
    }

    @Override
    public GraphBuilder squeeze(Rearrangement.Squeeze operator) {
        throw unsupported(operator);
    }

    @Override
    public GraphBuilder unsqueeze(Rearrangement.Unsqueeze operator) {
        throw unsupported(operator);
    }

    @Override
    public GraphBuilder resize(Rearrangement.Resize operator) {
        throw unsupported(operator);
    }

    @Override
    public GraphBuilder opaque(Opaque operator) {
        throw unsupported(operator);
    }

    @Override
    public GraphBuilder convTranspose2d(Operator.ConvTranspose2d operator) {
        throw unsupported(operator);
    }

    private UnsupportedNetworkException unsupported(Operator operator) {
        return new UnsupportedNetworkException("node '%s': DL4J has no layer for %s".formatted(node.name(), operator));
    }

    private InputPreProcessor flattening() {
        TensorShape shape = graph.inputShapes(node).get(0);
        return layout == CNN2DFormat.NCHW
                ? new CnnToFeedForwardPreProcessor(shape.height(), shape.width(), shape.channels(), CNN2DFormat.NCHW)
                : new ChannelsFirstFlattening(shape.channels(), shape.height(), shape.width());
    }

    private ConvolutionLayer ordinary(Operator.Conv2d conv, Window.Padding padding) {
        return new ConvolutionLayer.Builder(
                        array(conv.window().kernel()), array(conv.window().stride()))
                .padding(padding.top(), padding.left())
                .dilation(
                        conv.window().dilation().height(),
                        conv.window().dilation().width())
                .convolutionMode(ConvolutionMode.Truncate)
                .nIn(conv.inChannels())
                .nOut(conv.outChannels())
                .hasBias(conv.bias())
                .activation(Activation.IDENTITY)
                .dataFormat(layout)
                .build();
    }

    private DepthwiseConvolution2D depthwise(Operator.Conv2d conv, Window.Padding padding) {
        return new DepthwiseConvolution2D.Builder(
                        array(conv.window().kernel()), array(conv.window().stride()))
                .depthMultiplier(conv.outChannels() / conv.inChannels())
                .padding(padding.top(), padding.left())
                .dilation(
                        conv.window().dilation().height(),
                        conv.window().dilation().width())
                .convolutionMode(ConvolutionMode.Truncate)
                .nIn(conv.inChannels())
                .nOut(conv.outChannels())
                .hasBias(conv.bias())
                .activation(Activation.IDENTITY)
                .dataFormat(layout)
                .build();
    }

    private String padded(Window.Padding padding) {
        String name = node.name() + PADDING_SUFFIX;
        builder.addLayer(
                name,
                new ZeroPaddingLayer.Builder(padding.top(), padding.bottom(), padding.left(), padding.right())
                        .dataFormat(layout)
                        .build(),
                inputs[0]);
        return name;
    }

    private GraphBuilder layer(Layer layer) {
        return builder.addLayer(node.name(), layer, inputs);
    }

    private static int[] array(Window.Size size) {
        return new int[] {size.height(), size.width()};
    }
}
