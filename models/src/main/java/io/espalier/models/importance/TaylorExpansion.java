package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.profile.GradientStatistics;
import io.espalier.models.profile.GradientStatistics.ChannelStatistics;
import java.util.Optional;

/**
 * The squared first-order change of the loss when all weights of a filter become 0, averaged over batches (Molchanov et al. 2019,
 * "Importance Estimation for Neural Network Pruning", section 3.1, with the sum over the filter inside the
 * square). The paper averages over the batches of a fine-tuning that goes on; here the network stands still. With batches of one image it
 * is twice the Fisher pruning signal of Theis et al. 2018 ("Faster gaze prediction with dense networks and Fisher pruning").
 */
public record TaylorExpansion(GradientStatistics statistics) implements Criterion {

    @Override
    public Optional<double[]> scores(NetworkGraph graph, Member member) {
        return GradientTerms.ofWeights(statistics, graph, member, ChannelStatistics::squaredTaylor);
    }
}
