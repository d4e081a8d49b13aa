package io.espalier.models.dl4j;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** From our graph to DL4J's: structure and parameters. */
final class NetworkWriter {

    /** Ends the name of the vertex that remembers the input's shape, which DL4J does not keep. */
    static final String IMAGE_SUFFIX = ".image";

    private NetworkWriter() {}

    /** A network with the graph's outputs as its outputs. */
    static ComputationGraph inference(NetworkGraph graph) {
        GraphBuilder builder =
                structure(new NeuralNetConfiguration.Builder().weightInit(WeightInit.ZERO), graph, CNN2DFormat.NCHW);
        return initialised(builder.setOutputs(graph.outputs().toArray(new String[0])), graph);
    }

    /** The graph's nodes as layers; outputs and loss are still to be set. The input is in the given layout. */
    static GraphBuilder structure(NeuralNetConfiguration.Builder common, NetworkGraph graph, CNN2DFormat layout) {
        requireOwnParameters(graph);
        GraphBuilder builder = common.dataType(DataType.FLOAT).graphBuilder();
        builder.addInputs(graph.input().name()).validateOutputLayerConfig(false).allowDisconnected(true);
        String image = layout == CNN2DFormat.NCHW
                ? shapedInput(builder, graph)
                : graph.input().name();
        VertexBuilder vertices = new VertexBuilder(builder, graph, layout);
        for (Node node : graph.nodes()) {
            String[] inputs = node.inputs().stream()
                    .map(input -> input.equals(graph.input().name()) ? image : input)
                    .toArray(String[]::new);
            node.operator().match(new LayerMapping(vertices, node, vertices.distinct(node, inputs)));
        }
        return builder;
    }

    /** A network with the graph's parameters. */
    static ComputationGraph initialised(GraphBuilder builder, NetworkGraph graph) {
        ComputationGraph network = new ComputationGraph(builder.build());
        network.init();
        graph.nodes().stream().filter(ParameterMapping::isTrained).forEach(node -> assign(network, graph, node));
        OneDnnBridge.configure(network);
        return network;
    }

    private static void assign(ComputationGraph network, NetworkGraph graph, Node node) {
        List<String> layers = ParameterMapping.layers(node);
        for (String role : node.operator().parameterShapes().keySet()) {
            List<INDArray> parts = ParameterMapping.toDl4j(node, role, graph.parameter(node, role));
            for (int part = 0; part < parts.size(); part++) {
                network.getLayer(layers.get(part))
                        .getParam(ParameterMapping.key(role))
                        .assign(parts.get(part));
            }
        }
    }

    private static String shapedInput(GraphBuilder builder, NetworkGraph graph) {
        TensorShape shape = graph.input().shape();
        String name = graph.input().name() + IMAGE_SUFFIX;
        builder.addVertex(
                name,
                new PreprocessorVertex(
                        new FeedForwardToCnnPreProcessor(shape.height(), shape.width(), shape.channels())),
                graph.input().name());
        return name;
    }

    private static void requireOwnParameters(NetworkGraph graph) {
        Map<String, Node> owners = new HashMap<>();
        for (Node node : graph.nodes()) {
            for (String parameter : node.parameters()) {
                Node owner = owners.put(parameter, node);
                if (owner != null) {
                    throw new UnsupportedNetworkException(
                            "DL4J cannot share the parameter '%s' between layers ('%s' and %s '%s')"
                                    .formatted(
                                            parameter,
                                            owner.name(),
                                            node.operator().getClass().getSimpleName(),
                                            node.name()));
                }
            }
        }
    }
}
