package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import java.util.Optional;

/**
 * What one layer says about the channels along one of its axes. How the positions of a unit and the layers of a group are joined is not its
 * business, but that of {@link CoupledImportance}. Data that a criterion needs (gradients, activations) comes in by its constructor.
 */
@FunctionalInterface
public interface Criterion {

    /**
     * One score per position of the member's axis.
     *
     * @param member or carrier of a group of this network
     * @return finite scores, higher to keep, also for positions outside the group; empty if this axis says nothing, for instance because
     *     the criterion is about weights and the node has none
     */
    Optional<double[]> scores(NetworkGraph graph, Member member);
}
