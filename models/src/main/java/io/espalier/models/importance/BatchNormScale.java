package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Roles;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The absolute scale of a channel's batch norm (Liu et al. 2017, "Learning Efficient Convolutional Networks through Network Slimming",
 * section 3). The paper trains with an L1 penalty on the scales first; we take the scales as they are, so they separate channels less.
 */
public final class BatchNormScale implements Criterion {

    @Override
    public Optional<double[]> scores(NetworkGraph graph, Member member) {
        Node node = graph.node(member.node());
        if (member.axis() != Axis.OUT || !node.has(Roles.SCALE)) {
            return Optional.empty();
        }
        float[] scales = graph.parameter(node, Roles.SCALE).data().asFloat();
        return Optional.of(IntStream.range(0, scales.length)
                .mapToDouble(channel -> Math.abs(scales[channel]))
                .toArray());
    }
}
