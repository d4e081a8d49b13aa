package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.profile.GradientStatistics;
import io.espalier.models.profile.GradientStatistics.ChannelStatistics;
import java.util.Arrays;
import java.util.Optional;

/**
 * The saliency of Optimal Brain Damage (LeCun et al. 1990, section 2.2), {@code sum over the filter's weights of h * w^2 / 2}, where the
 * diagonal of the Hessian {@code h} is approximated by that of the empirical Fisher information, the mean square of the gradient. The paper
 * propagates second derivatives instead, which neglects other terms; the two agree for a network that has learnt the labels' distribution.
 * Exact for gradients of single images; with batches it mixes in the mean gradient.
 */
public record DiagonalFisher(GradientStatistics statistics) implements Criterion {

    @Override
    public Optional<double[]> scores(NetworkGraph graph, Member member) {
        return GradientTerms.ofWeights(statistics, graph, member, ChannelStatistics::fisher)
                .map(sums -> Arrays.stream(sums).map(sum -> sum / 2).toArray());
    }
}
