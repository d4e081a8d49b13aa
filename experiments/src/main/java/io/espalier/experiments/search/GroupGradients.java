package io.espalier.experiments.search;

import io.espalier.env.profile.GroupProfile.Gradients;
import io.espalier.experiments.policy.Recovery;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.data.DataSplits;
import io.espalier.models.data.ImageSet;
import io.espalier.models.dl4j.GradientMeasurement;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Roles;
import io.espalier.models.profile.GradientStatistics;
import io.espalier.models.profile.GradientStatistics.ChannelStatistics;
import java.util.Optional;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/** From gradients per layer and channel to gradients per group, over the layers that make the group's channels. */
final class GroupGradients {

    /** Training images that the gradients are averaged over: 8 batches of 64. */
    private static final int IMAGES = 512;

    private static final int BATCH = 64;

    private final NetworkGraph graph;
    private final Optional<GradientStatistics> statistics;

    private GroupGradients(NetworkGraph graph, Optional<GradientStatistics> statistics) {
        this.graph = graph;
        this.statistics = statistics;
    }

    /** Measures on the first images of every class of the training split. Of a network that cannot be trained all is 0. */
    static GroupGradients of(Recovery recovery) {
        if (recovery.untrainable().isPresent()) {
            return new GroupGradients(recovery.unpruned(), Optional.empty());
        }
        ImageSet train = recovery.splits().train();
        int images = Math.min(IMAGES, train.size());
        ImageSet first = DataSplits.firstOfEachClass(train, images);
        return new GroupGradients(
                recovery.unpruned(),
                Optional.of(GradientMeasurement.of(
                        recovery.unpruned(), first, recovery.normalisation(), Math.min(BATCH, images))));
    }

    private static ChannelStatistics channels(GradientStatistics statistics, String node) {
        ChannelStatistics channels = statistics.nodes().get(node);
        if (channels == null) {
            throw new IllegalStateException("gradients must have been measured for node '" + node + "'");
        }
        return channels;
    }

    /** Over the group's units; the terms of a unit's layers add up, because the unit goes from all of them. */
    Gradients of(ChannelGroup group) {
        return statistics.map(measured -> of(measured, group)).orElse(Gradients.UNKNOWN);
    }

    private Gradients of(GradientStatistics measured, ChannelGroup group) {
        SummaryStatistics absolute = new SummaryStatistics();
        double[] taylor = new double[group.width()];
        double fisher = 0;
        for (Member member : group.members()) {
            if (member.axis() == Axis.OUT && graph.node(member.node()).has(Roles.WEIGHT)) {
                ChannelStatistics channels = channels(measured, member.node());
                for (int position = 0; position < member.units().size(); position++) {
                    int unit = member.units().get(position);
                    if (unit != Member.OUTSIDE) {
                        absolute.addValue(channels.meanAbsoluteGradient().get(position));
                        taylor[unit] += channels.taylor().get(position);
                        fisher += channels.fisher().get(position);
                    }
                }
            }
        }
        double mean = absolute.getN() == 0 ? 0 : absolute.getMean();
        return new Gradients(mean, StatUtils.mean(taylor), fisher / group.width(), GroupStatistics.spread(taylor));
    }
}
