package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Roles;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The filters with which a layer makes its channels: one a position of its output axis, each the row of weights behind that channel. */
final class Filters {

    private final float[] weights;
    private final int count;

    private Filters(float[] weights, int count) {
        this.weights = weights;
        this.count = count;
    }

    /** The filters of a member; empty unless it is the output axis of a node with a weight. */
    static Optional<Filters> of(NetworkGraph graph, Member member) {
        Node node = graph.node(member.node());
        if (member.axis() != Axis.OUT || !node.has(Roles.WEIGHT)) {
            return Optional.empty();
        }
        float[] weights = graph.parameter(node, Roles.WEIGHT).data().asFloat();
        return Optional.of(new Filters(weights, member.units().size()));
    }

    int count() {
        return count;
    }

    /** Weights of each filter. */
    int length() {
        return weights.length / count;
    }

    double weight(int filter, int index) {
        return weights[filter * length() + index];
    }

    /** A number for each filter. */
    double[] map(IntToDoubleFunction function) {
        return IntStream.range(0, count).mapToDouble(function).toArray();
    }
}
