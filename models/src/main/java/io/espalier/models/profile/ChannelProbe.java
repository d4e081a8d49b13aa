package io.espalier.models.profile;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A tensor to look at.
 *
 * @param shape of one example
 * @param axis along which its channels lie
 */
record ChannelProbe(String tensor, TensorShape shape, int axis) {

    /** Where the groups' channels are read and gated; each tensor once, in topological order of the nodes that read it. */
    static List<ChannelProbe> of(NetworkGraph graph, List<ChannelGroup> groups) {
        Map<String, ChannelProbe> probes = new LinkedHashMap<>();
        for (ChannelGroup group : groups) {
            for (Member member : members(group)) {
                Stream.of(Readings.read(graph, member), Readings.gate(graph, member))
                        .flatMap(Optional::stream)
                        .forEach(tensor -> probes.putIfAbsent(
                                tensor, new ChannelProbe(tensor, graph.shape(tensor), member.dimension())));
            }
        }
        return List.copyOf(probes.values());
    }

    private static List<Member> members(ChannelGroup group) {
        return Stream.concat(group.members().stream(), group.carriers().stream())
                .toList();
    }

    int channels() {
        return shape.size(axis);
    }

    /** Values of one channel in one example. */
    int positions() {
        return shape.size() / channels();
    }

    /** Values between two neighbouring channels. */
    int inner() {
        int inner = 1;
        for (int behind = axis + 1; behind < shape.rank(); behind++) {
            inner *= shape.size(behind);
        }
        return inner;
    }
}
