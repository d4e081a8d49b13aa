package io.espalier.models.dl4j;

import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Rearrangement.Concat;
import io.espalier.models.graph.Rearrangement.Flatten;
import io.espalier.models.graph.Rearrangement.Slice;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.UnsupportedNetworkException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;

/** Adds vertices without parameters, DL4J's or ours, and names those that a node needs besides its own. */
record VertexBuilder(GraphBuilder builder, NetworkGraph graph, CNN2DFormat layout) {

    /** Ends the name of the vertex that pads for a convolution or a pooling. */
    static final String PADDING = ".pad";

    /** Ends the name of the vertex that spreads pixels for a transposed convolution. */
    static final String SPREAD = ".spread";

    /** Stands before the number of a group of a convolution. */
    static final String GROUP = ".group";

    /** A name of a vertex that DL4J needs and the graph has not. */
    String auxiliary(Node node, String suffix) {
        String name = node.name() + suffix;
        if (graph.nodes().stream().anyMatch(other -> other.name().equals(name))) {
            throw new UnsupportedNetworkException("DL4J needs the name '%s' for a part of %s '%s', but a node has it"
                    .formatted(name, node.operator().getClass().getSimpleName(), node.name()));
        }
        return name;
    }

    /** The inputs, each once: DL4J cannot hand one tensor to a vertex twice. */
    String[] distinct(Node node, String[] inputs) {
        List<String> distinct = new ArrayList<>();
        for (int place = 0; place < inputs.length; place++) {
            if (distinct.contains(inputs[place])) {
                String again = auxiliary(node, ".input" + place);
                builder.addVertex(again, new ScaleVertex(1), inputs[place]);
                distinct.add(again);
            } else {
                distinct.add(inputs[place]);
            }
        }
        return distinct.toArray(new String[0]);
    }

    /**
     * The inputs of an activation, copied where somebody else reads them: outside training DL4J's activation layer computes in place and
     * so destroys what the others are still to read.
     */
    String[] spared(Node node, String[] inputs) {
        String read = node.inputs().get(0);
        boolean alone = graph.nodes().stream()
                .anyMatch(maker -> maker.name().equals(read)
                        && !(maker.operator() instanceof Flatten)
                        && graph.consumers(read).size() == 1
                        && !graph.outputs().contains(read));
        if (alone) {
            return inputs;
        }
        String copy = auxiliary(node, ".copy");
        builder.addVertex(copy, new ScaleVertex(1), inputs[0]);
        return new String[] {copy};
    }

    /** The node of that name if it is a constant. */
    Optional<Node> constant(String tensor) {
        return graph.nodes().stream()
                .filter(node -> node.name().equals(tensor) && node.operator() instanceof Arithmetic.Constant)
                .findFirst();
    }

    GraphBuilder operator(String name, Operator operator, List<TensorShape> shapes, String... inputs) {
        return builder.addVertex(name, OperatorVertex.of(operator, shapes, layout, null), inputs);
    }

    /** Arithmetic with a constant, which becomes a part of the vertex. */
    GraphBuilder fixed(Node node, Arithmetic.Elementwise operator, int place, String input) {
        Node constant = constant(node.inputs().get(place)).orElseThrow();
        float[] values = HostArrays.floats(graph.parameter(constant, Roles.VALUE));
        return fixed(node.name(), operator, graph.inputShapes(node), place, values, input);
    }

    /** Arithmetic with values {@code [c, h, w]} in the second place. */
    GraphBuilder fixed(
            String name,
            Arithmetic.Elementwise operator,
            List<TensorShape> shapes,
            int place,
            float[] values,
            String input) {
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        OperatorVertex.Fixed operand = new OperatorVertex.Fixed(place, list);
        return builder.addVertex(name, OperatorVertex.of(operator, shapes, layout, operand), input);
    }

    /** Channels {@code start} to {@code end}, exclusively, of an image. */
    void channels(String name, String input, TensorShape shape, int start, int end) {
        if (layout == CNN2DFormat.NCHW) {
            builder.addVertex(name, new SubsetVertex(start, end - 1), input);
        } else {
            operator(name, new Slice(List.of(new Slice.Range(0, start, end, 1))), List.of(shape), input);
        }
    }

    /** Images of equal size, one's channels behind the other's. */
    GraphBuilder joined(String name, TensorShape each, String... inputs) {
        return layout == CNN2DFormat.NCHW
                ? builder.addVertex(name, new MergeVertex(), inputs)
                : operator(
                        name, new Concat(0, inputs.length), java.util.Collections.nCopies(inputs.length, each), inputs);
    }
}
