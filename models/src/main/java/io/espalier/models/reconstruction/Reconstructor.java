package io.espalier.models.reconstruction;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Roles;
import io.espalier.models.surgery.KeptPositions;
import io.espalier.models.surgery.Surgeon;
import java.util.List;

/**
 * Surgery followed by a least-squares fit of every layer that lost inputs, in the way of He et al. 2017 ("Channel Pruning for Accelerating
 * Very Deep Neural Networks", section 3.1) and AMC, but from moments collected once instead of a pass over data for each candidate. The
 * means and variances of batch norms are brought up to date from the same moments. Layers whose input lost nothing keep their weights bit
 * by bit; so do layers that share parameters with others, and grouped convolutions, which lose whole groups and nothing within one.
 * Immutable: several threads may call it at once.
 */
public final class Reconstructor {

    private final NetworkGraph graph;
    private final List<ChannelGroup> groups;
    private final List<FittedLayer> layers;

    private Reconstructor(NetworkGraph graph, List<ChannelGroup> groups, List<FittedLayer> layers) {
        this.graph = graph;
        this.groups = groups;
        this.layers = layers;
    }

    /**
     * Prepares the fits of all layers.
     *
     * @param statistics of the unpruned network, which is the one that will be pruned
     * @param groups of this network, as {@code Coupling} finds them
     */
    public static Reconstructor of(GramStatistics statistics, List<ChannelGroup> groups) {
        NetworkGraph graph = statistics.graph();
        SharedParameters shared = SharedParameters.of(graph);
        List<FittedLayer> layers = graph.nodes().stream()
                .filter(node -> statistics.of(node.name()).isPresent())
                .filter(node -> !shared.touch(node))
                .parallel()
                .map(node -> fitted(graph, node, statistics, shared))
                .toList();
        return new Reconstructor(graph, List.copyOf(groups), layers);
    }

    /**
     * The smaller network.
     *
     * @return bit-equal to the unpruned network if the plan removes nothing
     * @throws IllegalArgumentException if the plan does not fit the groups
     */
    public NetworkGraph prune(PruningPlan plan) {
        return refit(Surgeon.prune(graph, groups, plan), plan);
    }

    /**
     * The second half of {@link #prune}.
     *
     * @param pruned what the plan's surgery leaves of this network
     * @throws IllegalArgumentException if the plan does not fit the groups
     */
    public NetworkGraph refit(NetworkGraph pruned, PruningPlan plan) {
        KeptPositions kept = KeptPositions.of(groups, plan);
        Corrections corrections = new Corrections(pruned);
        for (FittedLayer layer : layers) {
            kept.kept(layer.name(), Axis.IN)
                    .ifPresent(inputs -> layer.refit(corrections, inputs, kept.kept(layer.name(), Axis.OUT)));
        }
        return corrections.applied();
    }

    private static FittedLayer fitted(
            NetworkGraph graph, Node node, GramStatistics statistics, SharedParameters shared) {
        Uptake uptake = Uptake.of(graph, node, shared);
        Moments moments = statistics.of(node.name()).orElseThrow();
        LayerFit fit = new LayerFit(moments, graph.values(node, Roles.WEIGHT), uptake.takesMeans());
        int taps = PatchReader.of(graph, node).orElseThrow().taps();
        return new FittedLayer(taps, fit, uptake);
    }
}
