package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import java.util.Optional;

/**
 * The sum of the absolute weights of a filter (Li et al. 2017, "Pruning Filters for Efficient ConvNets", section 3.1). Where the paper
 * prunes a residual stage by its first shortcut alone, {@link CoupledImportance} hears every layer that makes the unit.
 */
public final class L1Norm implements Criterion {

    @Override
    public Optional<double[]> scores(NetworkGraph graph, Member member) {
        return Filters.of(graph, member).map(filters -> filters.map(filter -> norm(filters, filter)));
    }

    private static double norm(Filters filters, int filter) {
        double sum = 0;
        for (int i = 0; i < filters.length(); i++) {
            sum += Math.abs(filters.weight(filter, i));
        }
        return sum;
    }
}
