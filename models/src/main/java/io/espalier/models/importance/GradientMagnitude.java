package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.profile.GradientStatistics;
import io.espalier.models.profile.GradientStatistics.ChannelStatistics;
import java.util.Optional;

/**
 * The mean absolute gradient of a filter's weights: how fast the loss reacts, without regard to how far the weights have to go (Mozer and
 * Smolensky 1988, "Skeletonization", there of a gate on each unit; of weights, for regrowing them, Evci et al. 2020,
 * "Rigging the Lottery", section 3; here averaged over a filter).
 */
public record GradientMagnitude(GradientStatistics statistics) implements Criterion {

    @Override
    public Optional<double[]> scores(NetworkGraph graph, Member member) {
        return GradientTerms.ofWeights(statistics, graph, member, ChannelStatistics::meanAbsoluteGradient);
    }
}
