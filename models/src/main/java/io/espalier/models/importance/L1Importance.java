package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Roles;
import java.util.Arrays;

/**
 * The sum of the absolute weights of a unit's filters (Li et al. 2017, "Pruning Filters for Efficient ConvNets", section 3.1). Where the
 * paper prunes a residual stage by its last shortcut alone, we hear every layer that makes the unit: each layer's sums are divided by
 * their mean, so that no layer outvotes another by the scale of its weights, and then added.
 */
public final class L1Importance implements Importance {

    @Override
    public double[] scores(NetworkGraph graph, ChannelGroup group) {
        double[] scores = new double[group.width()];
        for (Member member : group.members()) {
            Node node = graph.node(member.node());
            if (member.axis() == Axis.OUT && node.has(Roles.WEIGHT)) {
                addNormalised(scores, filterSums(graph, node, member, group.width()));
            }
        }
        return scores;
    }

    private static double[] filterSums(NetworkGraph graph, Node node, Member member, int width) {
        float[] weights = graph.parameter(node, Roles.WEIGHT).data().asFloat();
        int filterLength = weights.length / member.units().size();
        double[] sums = new double[width];
        for (int position = 0; position < member.units().size(); position++) {
            int unit = member.units().get(position);
            if (unit != Member.OUTSIDE) {
                for (int i = 0; i < filterLength; i++) {
                    sums[unit] += Math.abs(weights[position * filterLength + i]);
                }
            }
        }
        return sums;
    }

    private static void addNormalised(double[] scores, double... sums) {
        double mean = Arrays.stream(sums).average().orElse(0);
        if (mean > 0) {
            for (int unit = 0; unit < scores.length; unit++) {
                scores[unit] += sums[unit] / mean;
            }
        }
    }
}
