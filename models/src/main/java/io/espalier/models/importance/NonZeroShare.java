package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.profile.ActivationStatistics;
import io.espalier.models.profile.Readings;
import java.util.Optional;

/**
 * One minus the average percentage of zeros (APoZ) of a channel (Hu et al. 2016, "Network Trimming", equation 1). The paper counts behind
 * each ReLU; here it is counted where a layer reads the channel, so a pooling in between lets fewer zeros through. Says nothing useful behind
 * functions that never give 0: then all channels score the same.
 */
public record NonZeroShare(ActivationStatistics statistics) implements Criterion {

    @Override
    public Optional<double[]> scores(NetworkGraph graph, Member member) {
        return Readings.read(graph, member)
                .map(tensor -> ActivationTerms.of(statistics, tensor, channel -> 1 - channel.zeroShare()));
    }
}
