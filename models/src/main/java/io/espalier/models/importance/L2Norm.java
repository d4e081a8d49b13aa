package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import java.util.Optional;

/**
 * The Euclidean norm of a filter (He et al. 2018, "Soft Filter Pruning for Accelerating Deep Convolutional Neural Networks", equation 2 with
 * p = 2). The paper trains on after zeroing; here the ranking alone is taken from it.
 */
public final class L2Norm implements Criterion {

    @Override
    public Optional<double[]> scores(NetworkGraph graph, Member member) {
        return Filters.of(graph, member).map(filters -> filters.map(filter -> norm(filters, filter)));
    }

    private static double norm(Filters filters, int filter) {
        double squares = 0;
        for (int i = 0; i < filters.length(); i++) {
            squares += filters.weight(filter, i) * filters.weight(filter, i);
        }
        return Math.sqrt(squares);
    }
}
