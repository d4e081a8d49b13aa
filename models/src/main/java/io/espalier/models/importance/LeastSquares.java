package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.reconstruction.GramStatistics;
import io.espalier.models.reconstruction.LeastSquaresElimination;
import io.espalier.models.reconstruction.LeastSquaresElimination.Step;
import java.util.List;
import java.util.Optional;

/**
 * Units in the order of {@link LeastSquaresElimination}: greedy removal with the layers behind refitted after each step, so that a unit is
 * worth what the others cannot replace. A score is the relative error that is reached when the unit goes, at least 0; scores of different groups are
 * on one scale.
 */
public record LeastSquares(GramStatistics moments) implements PartialImportance {

    @Override
    public Optional<double[]> heard(NetworkGraph graph, ChannelGroup group) {
        List<Step> steps = LeastSquaresElimination.of(moments, group);
        double[] scores = new double[group.width()];
        steps.forEach(step -> scores[step.unit()] = step.error());
        return steps.isEmpty() ? Optional.empty() : Optional.of(scores);
    }
}
