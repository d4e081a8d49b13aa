package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.profile.ActivationStatistics;
import io.espalier.models.profile.ActivationStatistics.ChannelActivation;
import io.espalier.models.profile.Readings;
import java.util.Optional;

/**
 * The mean over images of the gate that multiplies a channel in squeeze-and-excitation (Hu et al. 2018, "Squeeze-and-Excitation Networks",
 * equation 4; as a criterion Yamamoto and Maeno 2018, "PCAS: Pruning Channels with Attention Statistics", who train extra
 * gates for the purpose). We use the gates that the network has; groups without one are not heard.
 */
public record GateAttention(ActivationStatistics statistics) implements Criterion {

    @Override
    public Optional<double[]> scores(NetworkGraph graph, Member member) {
        return Readings.gate(graph, member)
                .map(tensor -> ActivationTerms.of(statistics, tensor, ChannelActivation::mean));
    }
}
