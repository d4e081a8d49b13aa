package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.profile.ActivationStatistics;
import io.espalier.models.profile.ActivationStatistics.ChannelActivation;
import io.espalier.models.profile.Readings;
import java.util.Optional;

/**
 * How far the spatial attention map of a tensor moves when the channel goes: the loss of attention transfer (Zagoruyko and Komodakis 2017,
 * "Paying More Attention to Attention", equation 2, with the map of section 3.1 and p = 2) between the tensor and the tensor without the
 * channel, averaged over images. The paper trains a student with it; we ask which channels a student could do without. Tensors of one
 * position have no map and are not heard.
 */
public record SpatialAttention(ActivationStatistics statistics) implements Criterion {

    @Override
    public Optional<double[]> scores(NetworkGraph graph, Member member) {
        return Readings.read(graph, member)
                .filter(tensor ->
                        graph.shape(tensor).size() > graph.shape(tensor).size(member.dimension()))
                .map(tensor -> ActivationTerms.of(statistics, tensor, ChannelActivation::attentionShift));
    }
}
