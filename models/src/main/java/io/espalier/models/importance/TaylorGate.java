package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.profile.GradientStatistics;
import io.espalier.models.profile.GradientStatistics.ChannelStatistics;
import java.util.Optional;

/**
 * The squared first-order change of the loss when the scale and the shift of a channel's batch norm become 0 (Molchanov et al. 2019,
 * "Importance Estimation for Neural Network Pruning", section 3.2: a gate behind batch norm, which they recommend for residual networks).
 */
public record TaylorGate(GradientStatistics statistics) implements Criterion {

    @Override
    public Optional<double[]> scores(NetworkGraph graph, Member member) {
        return GradientTerms.ofScales(statistics, graph, member, ChannelStatistics::squaredTaylor);
    }
}
