package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.profile.ActivationStatistics;
import io.espalier.models.profile.ActivationStatistics.ChannelActivation;
import io.espalier.models.profile.Readings;
import java.util.Optional;

/**
 * The mean absolute value of a channel where a layer reads it (Molchanov et al. 2017, "Pruning Convolutional Neural Networks for Resource
 * Efficient Inference", section 2.2, "Activation"). The paper takes the mean behind a ReLU, which is the same; absolute values also serve functions
 * with negative results.
 */
public record ActivationMean(ActivationStatistics statistics) implements Criterion {

    @Override
    public Optional<double[]> scores(NetworkGraph graph, Member member) {
        return Readings.read(graph, member)
                .map(tensor -> ActivationTerms.of(statistics, tensor, ChannelActivation::meanAbsolute));
    }
}
