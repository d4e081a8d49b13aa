package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * From a criterion about layers to scores for the units of a group, which live in several layers and go from all of them. Every layer
 * (member or carrier) that has something to say is heard: first the positions of a unit are joined, then the layer's scores are scaled, then the layers are joined.
 *
 * @param criterion says what a position is worth to a layer
 * @param positions joins the positions that one unit fills in a layer (channels of a convolution group, pixels of a flattened channel)
 * @param scaling of a layer's unit scores; a layer that it cannot scale is not heard
 * @param members joins the layers
 */
public record CoupledImportance(Criterion criterion, Aggregation positions, Scaling scaling, Aggregation members)
        implements PartialImportance {

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

    @Override
    public Optional<double[]> heard(NetworkGraph graph, ChannelGroup group) {
        List<double[]> votes = Stream.concat(group.members().stream(), group.carriers().stream())
                .map(member -> vote(graph, group, member))
                .flatMap(Optional::stream)
                .toList();
        return votes.isEmpty() ? Optional.empty() : Optional.of(joined(group.width(), votes));
    }

    private double[] joined(int width, List<double[]> votes) {
        double[] scores = new double[width];
        for (int unit = 0; unit < width; unit++) {
            int here = unit;
            scores[unit] =
                    members.of(votes.stream().mapToDouble(vote -> vote[here]).toArray());
        }
        return scores;
    }

    private Optional<double[]> vote(NetworkGraph graph, ChannelGroup group, Member member) {
        return criterion
                .scores(graph, member)
                .map(scores -> unitScores(member, group.width(), scores))
                .flatMap(scaling::apply);
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
