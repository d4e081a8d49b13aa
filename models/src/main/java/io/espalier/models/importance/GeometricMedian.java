package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import java.util.Optional;

/**
 * The sum of a filter's distances to all filters of its layer: a filter near the geometric median is represented by the others (He et al.
 * 2019, "Filter Pruning via Geometric Median for Deep Convolutional Neural Networks Acceleration", section 3.4). All filters of the
 * layer are looked at, also those outside the group. Takes {@code filters² x length} operations.
 */
public final class GeometricMedian implements Criterion {

    @Override
    public Optional<double[]> scores(NetworkGraph graph, Member member) {
        return Filters.of(graph, member).map(GeometricMedian::distances);
    }

    private static double[] distances(Filters filters) {
        double[] sums = new double[filters.count()];
        for (int one = 0; one < sums.length; one++) {
            for (int other = one + 1; other < sums.length; other++) {
                double distance = distance(filters, one, other);
                sums[one] += distance;
                sums[other] += distance;
            }
        }
        return sums;
    }

    private static double distance(Filters filters, int one, int other) {
        double squares = 0;
        for (int i = 0; i < filters.length(); i++) {
            double difference = filters.weight(one, i) - filters.weight(other, i);
            squares += difference * difference;
        }
        return Math.sqrt(squares);
    }
}
