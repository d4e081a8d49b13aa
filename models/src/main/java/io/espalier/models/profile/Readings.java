package io.espalier.models.profile;

import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.Arithmetic;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import java.util.Optional;

/** Which tensors tell something about the channels along an axis of a node. */
public final class Readings {

    private Readings() {}

    /** The tensor that a layer with weights reads along this axis, position for position. */
    public static Optional<String> read(NetworkGraph graph, Member member) {
        Node node = graph.node(member.node());
        return member.axis() == Axis.IN && node.has(Roles.WEIGHT)
                ? Optional.of(node.inputs().get(0))
                : Optional.empty();
    }

    /**
     * The tensor that says how much of each of these channels passes, as in squeeze-and-excitation: an operand of a product with one value
     * per channel, computed from the image, where the other operand has many.
     */
    public static Optional<String> gate(NetworkGraph graph, Member member) {
        Node node = graph.node(member.node());
        if (member.axis() != Axis.OUT || !node.operator().equals(Arithmetic.Elementwise.MULTIPLY)) {
            return Optional.empty();
        }
        int positions = positions(graph.shape(node.name()), member.dimension());
        return node.inputs().stream()
                .filter(input -> positions > 1 && isGate(graph, input, member))
                .findFirst();
    }

    private static boolean isGate(NetworkGraph graph, String tensor, Member member) {
        TensorShape shape = graph.shape(tensor);
        boolean computed =
                !tensor.equals(graph.input().name()) && !(graph.node(tensor).operator() instanceof Arithmetic.Constant);
        return computed
                && shape.rank() > member.dimension()
                && shape.size(member.dimension()) == member.units().size()
                && positions(shape, member.dimension()) == 1;
    }

    private static int positions(TensorShape shape, int axis) {
        return shape.size() / shape.size(axis);
    }
}
