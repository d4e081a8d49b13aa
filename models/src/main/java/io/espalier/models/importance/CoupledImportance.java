package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import java.util.List;
import java.util.Optional;

/**
 * From a criterion about layers to scores for the units of a group, which live in several layers and go from all of them. Every layer that
 * has something to say is heard: first the positions of a unit are joined, then the layer's scores are scaled, then the layers are joined.
 *
 * @param criterion says what a position is worth to a layer
 * @param positions joins the positions that one unit fills in a layer (channels of a convolution group, pixels of a flattened channel)
 * @param scaling of a layer's unit scores; a layer that it cannot scale is not heard
 * @param members joins the layers
 */
public record CoupledImportance(Criterion criterion, Aggregation positions, Scaling scaling, Aggregation members)
        implements Importance {

    /** Sum over positions, layers divided by their mean so that none outvotes another by the size of its numbers, sum over layers. */
    public static CoupledImportance of(Criterion criterion) {
        return new CoupledImportance(criterion, Aggregation.SUM, Scaling.MEAN, Aggregation.SUM);
    }

    public CoupledImportance withPositions(Aggregation newPositions) {
        return new CoupledImportance(criterion, newPositions, scaling, members);
    }

    public CoupledImportance withScaling(Scaling newScaling) {
        return new CoupledImportance(criterion, positions, newScaling, members);
    }

    public CoupledImportance withMembers(Aggregation newMembers) {
        return new CoupledImportance(criterion, positions, scaling, newMembers);
    }

    /** {@inheritDoc} All are 0 if no layer of the group has anything to say. */
    @Override
    public double[] scores(NetworkGraph graph, ChannelGroup group) {
        List<double[]> votes = votes(graph, group);
        double[] scores = new double[group.width()];
        for (int unit = 0; unit < scores.length; unit++) {
            int here = unit;
            scores[unit] =
                    members.of(votes.stream().mapToDouble(vote -> vote[here]).toArray());
        }
        return scores;
    }

    /** These scores where a layer of the group says something, those of another importance where none does. */
    public Importance orElse(Importance other) {
        return (graph, group) -> votes(graph, group).isEmpty() ? other.scores(graph, group) : scores(graph, group);
    }

    private List<double[]> votes(NetworkGraph graph, ChannelGroup group) {
        return group.members().stream()
                .map(member -> criterion
                        .scores(graph, member)
                        .map(scores -> unitScores(member, group.width(), scores))
                        .flatMap(scaling::apply))
                .flatMap(Optional::stream)
                .toList();
    }

    private double[] unitScores(Member member, int width, double... scores) {
        if (!(scores.length == member.units().size())) {
            throw new IllegalArgumentException("scores must be %d for the %s axis of node '%s': %d"
                    .formatted(member.units().size(), member.axis(), member.node(), scores.length));
        }
        double[][] gathered = UnitPositions.gather(member, width, scores);
        double[] units = new double[width];
        for (int unit = 0; unit < width; unit++) {
            units[unit] = positions.of(gathered[unit]);
        }
        return units;
    }
}
