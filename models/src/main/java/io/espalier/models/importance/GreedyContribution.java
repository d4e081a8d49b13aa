package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.reconstruction.GramStatistics;
import io.espalier.models.reconstruction.UnitContributions;
import java.util.Optional;

/**
 * Units in the order in which ThiNet would remove them (Luo et al. 2017, "ThiNet: A Filter Level Pruning Method for Deep Neural Network
 * Compression", algorithm 1): at each step the one that keeps the mean square of everything removed so far, as the layers behind see it,
 * smallest. The paper looks at one layer and at sampled outputs; here all layers behind the group are added, each relative to its output,
 * and products come from the moments of reconstruction. No refitting is foreseen while choosing; {@link LeastSquares} does that.
 *
 * <p>Scores are places in that order, from 1 for what goes first; units of which nothing is made have 0.
 */
public record GreedyContribution(GramStatistics moments) implements PartialImportance {

    @Override
    public Optional<double[]> heard(NetworkGraph graph, ChannelGroup group) {
        return UnitContributions.of(moments, group).map(GreedyContribution::ranks);
    }

    private static double[] ranks(UnitContributions contributions) {
        int units = contributions.units();
        double[] ranks = new double[units];
        boolean[] gone = new boolean[units];
        // What a unit would add to the error: its own square and its products with all that went before.
        double[] added = new double[units];
        for (int unit = 0; unit < units; unit++) {
            added[unit] = contributions.product(unit, unit);
        }
        int rank = 0;
        for (int step = 0; step < units; step++) {
            int cheapest = cheapest(gone, added);
            gone[cheapest] = true;
            rank += added[cheapest] == 0 ? 0 : 1;
            ranks[cheapest] = rank;
            for (int unit = 0; unit < units; unit++) {
                added[unit] += contributions.product(unit, cheapest) + contributions.product(cheapest, unit);
            }
        }
        return ranks;
    }

    private static int cheapest(boolean[] gone, double... added) {
        int cheapest = -1;
        for (int unit = 0; unit < added.length; unit++) {
            if (!gone[unit] && (cheapest < 0 || added[unit] <= added[cheapest])) {
                cheapest = unit;
            }
        }
        return cheapest;
    }
}
