package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.graph.NetworkGraph;
import java.util.Optional;

/** A criterion that has nothing to say about some groups, for instance because they have no batch norm. */
public interface PartialImportance extends Importance {

    /** As {@link Importance#scores}; empty if the criterion has nothing to say about the group. */
    Optional<double[]> heard(NetworkGraph graph, ChannelGroup group);

    /** {@inheritDoc} All are 0 where the criterion has nothing to say. */
    @Override
    default double[] scores(NetworkGraph graph, ChannelGroup group) {
        return heard(graph, group).orElseGet(() -> new double[group.width()]);
    }

    /** These scores where there are any, those of another criterion elsewhere. */
    default Importance orElse(Importance other) {
        return (graph, group) -> heard(graph, group).orElseGet(() -> other.scores(graph, group));
    }
}
