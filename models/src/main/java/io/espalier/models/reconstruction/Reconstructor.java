package io.espalier.models.reconstruction;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Roles;
import io.espalier.models.surgery.KeptPositions;
import io.espalier.models.surgery.Surgeon;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Surgery followed by a least-squares fit of every layer that lost inputs, in the way of He et al. 2017 ("Channel Pruning for Accelerating
 * Very Deep Neural Networks", section 3.1) and AMC, but from moments collected once instead of a pass over data for each candidate. The
 * means and variances of batch norms are brought up to date from the same moments. Layers whose input lost nothing keep their weights bit
 * by bit; so do grouped convolutions and layers that share parameters with others. Immutable: several threads may call it at once.
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
        Set<String> shared = sharedParameters(graph);
        Set<String> losing = groups.stream()
                .flatMap(group -> group.members().stream())
                .filter(member -> member.axis() == Axis.IN)
                .map(ChannelGroup.Member::node)
                .collect(Collectors.toSet());
        List<FittedLayer> layers = new ArrayList<>();
        for (Node node : graph.nodes()) {
            Optional<Moments> moments = statistics.of(node.name());
            if (moments.isPresent() && losing.contains(node.name()) && ownsParameters(node, shared)) {
                List<Node> readers = graph.consumers(node.name());
                List<Node> norms = readers.stream()
                        .filter(reader -> reader.operator() instanceof Operator.BatchNorm)
                        .filter(reader -> ownsParameters(reader, shared))
                        .toList();
                boolean onlyNorms = !norms.isEmpty()
                        && norms.size() == readers.size()
                        && !node.name().equals(graph.output());
                layers.add(FittedLayer.of(graph, node, moments.get(), norms, onlyNorms || hasBias(node)));
            }
        }
        return new Reconstructor(graph, List.copyOf(groups), List.copyOf(layers));
    }

    /**
     * The smaller network.
     *
     * @return bit-equal to the unpruned network if the plan removes nothing
     * @throws IllegalArgumentException if the plan does not fit the groups
     */
    public NetworkGraph prune(PruningPlan plan) {
        NetworkGraph pruned = Surgeon.prune(graph, groups, plan);
        KeptPositions kept = KeptPositions.of(groups, plan);
        Map<String, INDArray> replaced = new LinkedHashMap<>();
        for (FittedLayer layer : layers) {
            String name = layer.node().name();
            kept.kept(name, Axis.IN)
                    .ifPresent(inputs -> replaced.putAll(layer.refit(pruned, inputs, kept.kept(name, Axis.OUT))));
        }
        return pruned.withParameters(pruned.parameters().with(replaced));
    }

    private static boolean hasBias(Node node) {
        return node.has(Roles.BIAS);
    }

    private static boolean ownsParameters(Node node, Set<String> shared) {
        return node.parameters().stream().noneMatch(shared::contains);
    }

    private static Set<String> sharedParameters(NetworkGraph graph) {
        Map<String, Integer> uses = new HashMap<>();
        graph.nodes().forEach(node -> node.parameters().forEach(name -> uses.merge(name, 1, Integer::sum)));
        return uses.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
