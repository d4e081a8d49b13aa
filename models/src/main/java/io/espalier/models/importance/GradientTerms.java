package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Roles;
import io.espalier.models.profile.GradientStatistics;
import io.espalier.models.profile.GradientStatistics.ChannelStatistics;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Picks what was measured for the nodes that make a group's channels. */
final class GradientTerms {

    private GradientTerms() {}

    /** For each channel that a node with a weight makes. */
    static Optional<double[]> ofWeights(
            GradientStatistics statistics,
            NetworkGraph graph,
            Member member,
            Function<ChannelStatistics, List<Double>> term) {
        return of(statistics, graph, member, Roles.WEIGHT, term);
    }

    /** For each channel that a batch norm scales. */
    static Optional<double[]> ofScales(
            GradientStatistics statistics,
            NetworkGraph graph,
            Member member,
            Function<ChannelStatistics, List<Double>> term) {
        return of(statistics, graph, member, Roles.SCALE, term);
    }

    private static Optional<double[]> of(
            GradientStatistics statistics,
            NetworkGraph graph,
            Member member,
            String role,
            Function<ChannelStatistics, List<Double>> term) {
        if (member.axis() != Axis.OUT || !graph.node(member.node()).has(role)) {
            return Optional.empty();
        }
        List<Double> values = term.apply(statistics.channels(member.node()));
        return Optional.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
