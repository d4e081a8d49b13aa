package io.espalier.models.dl4j;

import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Opaque;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Rearrangement;
import io.espalier.models.graph.UnsupportedNetworkException;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationLReLU;

/**
 * Adds to a DL4J configuration the layer or vertex that computes what a node computes, under the node's name: DL4J's own where it has one,
 * else an {@link OperatorVertex}.
 */
final class LayerMapping implements Operator.Cases<GraphBuilder> {

    /** Share of the old running statistics that DL4J keeps at each training batch. */
    static final double BATCH_NORM_DECAY = 0.9;

    private final VertexBuilder vertices;
    private final GraphBuilder builder;
    private final NetworkGraph graph;
    private final Node node;
    private final CNN2DFormat layout;
    private final String[] inputs;

    LayerMapping(VertexBuilder vertices, Node node, String[] inputs) {
        this.vertices = vertices;
        this.builder = vertices.builder();
        this.graph = vertices.graph();
        this.node = node;
        this.layout = vertices.layout();
        this.inputs = inputs;
    }

    @Override
    public GraphBuilder conv2d(Operator.Conv2d conv) {
        return new WindowLayers(vertices, node)
                .convolution(conv, inputs[0], graph.inputShapes(node).get(0));
    }

    @Override
    public GraphBuilder convTranspose2d(Operator.ConvTranspose2d operator) {
        String spread = vertices.auxiliary(node, VertexBuilder.SPREAD);
        vertices.operator(spread, operator, graph.inputShapes(node), inputs);
        return new WindowLayers(vertices, node)
                .convolution(
                        TransposedConvolution.ordinary(operator),
                        spread,
                        TransposedConvolution.spreadShape(
                                operator, graph.inputShapes(node).get(0)));
    }

    @Override
    public GraphBuilder dense(Operator.Dense dense) {
        if (!graph.shape(node.name()).isVector()) {
            throw unsupported("Dense", "over a tensor " + graph.shape(node.name()) + " that is no vector");
        }
        return layer(new DenseLayer.Builder()
                .nIn(dense.inFeatures())
                .nOut(dense.outFeatures())
                .hasBias(dense.bias())
                .activation(Activation.IDENTITY)
                .build());
    }

    @Override
    public GraphBuilder batchNorm(Operator.BatchNorm norm) {
        boolean image = graph.shape(node.name()).isImage();
        if (!image && !graph.shape(node.name()).isVector()) {
            throw unsupported(
                    "BatchNorm", "over a tensor " + graph.shape(node.name()) + " that is neither image nor vector");
        }
        return layer(new BatchNormalization.Builder()
                .nIn(norm.channels())
                .nOut(norm.channels())
                .eps(norm.epsilon())
                .decay(BATCH_NORM_DECAY)
                .useLogStd(false)
                // DL4J hands vectors to its oneDNN code as images in NCHW, whatever is said here; say the same.
                .dataFormat(image ? layout : CNN2DFormat.NCHW)
                .build());
    }

    @Override
    public GraphBuilder activation(Operator.Activation activation) {
        return switch (activation.function()) {
            case RELU -> activationLayer(new ActivationLayer(Activation.RELU));
            case TANH -> activationLayer(new ActivationLayer(Activation.TANH));
            case SIGMOID -> activationLayer(new ActivationLayer(Activation.SIGMOID));
            case LEAKY_RELU -> activationLayer(new ActivationLayer(new ActivationLReLU(activation.alpha())));
            case CLIP, HARD_SIGMOID, HARD_SWISH -> vertex(activation);
        };
    }

    @Override
    public GraphBuilder pool(Operator.Pool pool) {
        return new WindowLayers(vertices, node)
                .pool(pool, inputs[0], graph.inputShapes(node).get(0));
    }

    @Override
    public GraphBuilder globalAveragePool(Operator.GlobalAveragePool pool) {
        return layout == CNN2DFormat.NHWC
                ? vertex(pool)
                : layer(new GlobalPoolingLayer.Builder(PoolingType.AVG)
                        .poolingDimensions(2, 3)
                        .collapseDimensions(false)
                        .build());
    }

    @Override
    public GraphBuilder elementwise(Arithmetic.Elementwise operator) {
        for (int place = 0; place < 2; place++) {
            if (vertices.constant(node.inputs().get(place)).isPresent()) {
                return vertices.fixed(node, operator, place, inputs[1 - place]);
            }
        }
        boolean equal =
                graph.inputShapes(node).get(0).equals(graph.inputShapes(node).get(1));
        if (!equal) {
            return vertex(operator);
        }
        return switch (operator.kind()) {
            case ADD -> builder.addVertex(node.name(), new ElementWiseVertex(ElementWiseVertex.Op.Add), inputs);
            case SUBTRACT ->
                builder.addVertex(node.name(), new ElementWiseVertex(ElementWiseVertex.Op.Subtract), inputs);
            case MULTIPLY ->
                builder.addVertex(node.name(), new ElementWiseVertex(ElementWiseVertex.Op.Product), inputs);
            case DIVIDE -> vertex(operator);
        };
    }

    /** A constant is a part of the vertex that reads it. */
    @Override
    public GraphBuilder constant(Arithmetic.Constant operator) {
        for (Node reader : graph.consumers(node.name())) {
            boolean fixed = reader.operator() instanceof Arithmetic.Elementwise
                    && reader.inputs().stream()
                                    .filter(input -> vertices.constant(input).isPresent())
                                    .count()
                            == 1;
            if (!fixed) {
                throw unsupported(
                        "Constant",
                        "that %s '%s' reads; only arithmetic with a computed tensor may"
                                .formatted(reader.operator().getClass().getSimpleName(), reader.name()));
            }
        }
        if (graph.outputs().contains(node.name())) {
            throw unsupported("Constant", "that is an output");
        }
        return builder;
    }

    @Override
    public GraphBuilder concat(Rearrangement.Concat operator) {
        boolean plain = layout == CNN2DFormat.NCHW && operator.axis() == 0;
        return plain ? builder.addVertex(node.name(), new MergeVertex(), inputs) : vertex(operator);
    }

    @Override
    public GraphBuilder flatten(Rearrangement.Flatten flatten) {
        var shape = graph.inputShapes(node).get(0);
        return layout == CNN2DFormat.NCHW && shape.isImage()
                ? builder.addVertex(
                        node.name(),
                        new PreprocessorVertex(new CnnToFeedForwardPreProcessor(
                                shape.height(), shape.width(), shape.channels(), CNN2DFormat.NCHW)),
                        inputs)
                : vertex(flatten);
    }

    @Override
    public GraphBuilder softmax(Operator.Softmax softmax) {
        return graph.shape(node.name()).isVector()
                ? activationLayer(new ActivationLayer(Activation.SOFTMAX))
                : vertex(softmax);
    }

    @Override
    public GraphBuilder reduceMean(Arithmetic.ReduceMean operator) {
        return vertex(operator);
    }

    @Override
    public GraphBuilder slice(Rearrangement.Slice operator) {
        return vertex(operator);
    }

    @Override
    public GraphBuilder pad(Rearrangement.Pad operator) {
        return vertex(operator);
    }

    @Override
    public GraphBuilder reshape(Rearrangement.Reshape operator) {
        return vertex(operator);
    }

    @Override
    public GraphBuilder transpose(Rearrangement.Transpose operator) {
        return vertex(operator);
    }

    @Override
    public GraphBuilder squeeze(Rearrangement.Squeeze operator) {
        return vertex(operator);
    }

    @Override
    public GraphBuilder unsqueeze(Rearrangement.Unsqueeze operator) {
        return vertex(operator);
    }

    @Override
    public GraphBuilder resize(Rearrangement.Resize operator) {
        return vertex(operator);
    }

    @Override
    public GraphBuilder opaque(Opaque operator) {
        throw unsupported(operator.type(), "that was kept from a foreign file and is not looked into");
    }

    private GraphBuilder vertex(Operator operator) {
        return vertices.operator(node.name(), operator, graph.inputShapes(node), inputs);
    }

    private GraphBuilder layer(Layer layer) {
        return builder.addLayer(node.name(), layer, inputs);
    }

    private GraphBuilder activationLayer(ActivationLayer layer) {
        return builder.addLayer(node.name(), layer, vertices.spared(node, inputs));
    }

    private UnsupportedNetworkException unsupported(String operator, String reason) {
        return new UnsupportedNetworkException("DL4J has no %s '%s' %s".formatted(operator, node.name(), reason));
    }
}
