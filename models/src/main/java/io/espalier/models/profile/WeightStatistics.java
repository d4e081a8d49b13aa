package io.espalier.models.profile;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Roles;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * The weights of the filters that make a group's channels, over all layers of the group.
 *
 * @param meanAbsolute mean of |weight|
 * @param standardDeviation of the weights around their mean; 0 for a single weight
 * @param smallShare share of weights with |weight| below {@link #SMALL} times the mean of |weight|, in [0, 1]; 1 if all weights are 0
 */
public record WeightStatistics(double meanAbsolute, double standardDeviation, double smallShare) {

    /** A weight is small below a tenth of the mean absolute weight: for normal weights 6 % are, for pruned or sparse ones many. */
    public static final double SMALL = 0.1;

    /** Measures one group of a network. */
    public static WeightStatistics of(NetworkGraph graph, ChannelGroup group) {
        SummaryStatistics signed = new SummaryStatistics();
        SummaryStatistics absolute = new SummaryStatistics();
        forEachWeight(graph, group, weight -> {
            signed.addValue(weight);
            absolute.addValue(Math.abs(weight));
        });
        double threshold = SMALL * absolute.getMean();
        SummaryStatistics small = new SummaryStatistics();
        forEachWeight(graph, group, weight -> small.addValue(weight == 0 || Math.abs(weight) < threshold ? 1 : 0));
        return new WeightStatistics(absolute.getMean(), signed.getStandardDeviation(), small.getMean());
    }

    /** Takes one weight after the other. */
    @FunctionalInterface
    private interface WeightSink {
        void take(double weight);
    }

    private static void forEachWeight(NetworkGraph graph, ChannelGroup group, WeightSink sink) {
        for (Member member : group.members()) {
            Node node = graph.node(member.node());
            if (member.axis() == Axis.OUT && node.has(Roles.WEIGHT)) {
                float[] weights = graph.parameter(node, Roles.WEIGHT).data().asFloat();
                int filterLength = weights.length / member.units().size();
                for (int i = 0; i < weights.length; i++) {
                    if (member.units().get(i / filterLength) != Member.OUTSIDE) {
                        sink.take(weights[i]);
                    }
                }
            }
        }
    }
}
