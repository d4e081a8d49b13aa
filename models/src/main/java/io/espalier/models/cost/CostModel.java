package io.espalier.models.cost;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Cost as a function of how many units each group keeps, without building the network: exact, and in about a microsecond for a network of a
 * few hundred nodes. No part of it ever falls when a count rises. Immutable.
 */
public final class CostModel {

    private final List<ChannelGroup> groups;
    private final List<NodeCost> nodes;
    private final CountPolynomial macs;
    private final CountPolynomial parameters;
    private final PeakLengths activations;
    private final Cost whole;

    private CostModel(List<ChannelGroup> groups, List<NodeCost> nodes, Lifetimes lifetimes) {
        this.groups = groups;
        this.nodes = nodes;
        CountPolynomial.Terms macTerms = new CountPolynomial.Terms();
        CountPolynomial.Terms parameterTerms = new CountPolynomial.Terms();
        for (NodeCost node : nodes) {
            NodeCost.Factors factors = node.factors();
            macTerms.add(factors.macsPerPair(), node.outputs(), node.inputs());
            parameterTerms.add(factors.weightsPerPair(), node.outputs(), node.inputs());
            parameterTerms.add(factors.parametersPerOutput(), node.outputs());
        }
        this.macs = macTerms.sum();
        this.parameters = parameterTerms.sum();
        this.activations = PeakLengths.of(
                lifetimes,
                nodes.stream()
                        .map(node -> node.valueCoefficients(groups.size()))
                        .toList());
        this.whole = cost(widths());
    }

    /** Cost of a network as it stands; a parameter that several nodes share counts once. */
    public static Cost costOf(NetworkGraph graph) {
        long macs = 0;
        for (Node node : graph.nodes()) {
            macs += node.operator().macs(graph.inputShapes(node));
        }
        List<Node> nodes = graph.nodes();
        long peak = Lifetimes.of(graph)
                .peak(index -> graph.shape(nodes.get(index).name()).size());
        return new Cost(macs, graph.parameters().count(), peak);
    }

    /**
     * The formula of a network.
     *
     * @param groups of this network, as {@code Coupling} finds them
     * @throws io.espalier.models.graph.UnsupportedNetworkException if some units of a group fill more positions of a node than others,
     *     so that counts alone do not tell the cost
     */
    public static CostModel of(NetworkGraph graph, List<ChannelGroup> groups) {
        AxisLength.Table axes = new AxisLength.Table(groups);
        List<NodeCost> nodes = new ArrayList<>();
        Set<String> counted = new HashSet<>();
        for (Node node : graph.nodes()) {
            NodeCost cost = NodeCost.of(graph, node, axes, counted);
            counted.addAll(node.parameters());
            nodes.add(cost);
        }
        return new CostModel(List.copyOf(groups), List.copyOf(nodes), Lifetimes.of(graph));
    }

    /** The groups, in the order of {@link #cost(int[])}. */
    public List<ChannelGroup> groups() {
        return groups;
    }

    /** Cost of the unpruned network. */
    public Cost whole() {
        return whole;
    }

    /**
     * Cost with so many units kept.
     *
     * @param kept one count per group, in the groups' order, each in [0, width]; 0 is allowed here to ask what a group costs
     * @throws IllegalArgumentException if there are not as many counts as groups or one is out of range
     */
    public Cost cost(int... kept) {
        requireCounts(kept);
        return new Cost(macs(kept), parameters(kept), peakActivations(kept));
    }

    /**
     * Multiply-accumulates alone, in well under a microsecond.
     *
     * @param kept as in {@link #cost(int[])}; not checked, because budgets ask this thousands of times in a search
     */
    public long macs(int... kept) {
        return macs.at(kept);
    }

    /** Parameters alone; {@code kept} as in {@link #macs}. */
    public long parameters(int... kept) {
        return parameters.at(kept);
    }

    /** The most values that tensors hold at once alone; {@code kept} as in {@link #macs}. */
    public long peakActivations(int... kept) {
        return activations.at(kept);
    }

    /**
     * Cost with so many units kept.
     *
     * @param kept group name to count; a group that is not named stays whole
     * @throws IllegalArgumentException if a name is unknown or a count out of range
     */
    public Cost cost(Map<String, Integer> kept) {
        int[] counts = widths();
        Set<String> unknown = new HashSet<>(kept.keySet());
        for (int i = 0; i < counts.length; i++) {
            counts[i] = kept.getOrDefault(groups.get(i).name(), counts[i]);
            unknown.remove(groups.get(i).name());
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("kept must name groups of the network: " + unknown);
        }
        return cost(counts);
    }

    /** Cost of the network that a plan leaves. */
    public Cost cost(PruningPlan plan) {
        plan.requireFits(groups);
        return cost(plan.countsOf(groups));
    }

    /** Multiply-accumulates of every node that has any, in topological order; {@code kept} as in {@link #cost(int[])}. */
    public Map<String, Long> macsByNode(int... kept) {
        requireCounts(kept);
        Map<String, Long> macs = new LinkedHashMap<>();
        for (NodeCost node : nodes) {
            if (node.macs(kept) > 0) {
                macs.put(node.name(), node.macs(kept));
            }
        }
        return Collections.unmodifiableMap(macs);
    }

    /** Parameters of every node that has any, in topological order; a parameter that several nodes share counts at the first. */
    public Map<String, Long> parametersByNode(int... kept) {
        requireCounts(kept);
        Map<String, Long> parameters = new LinkedHashMap<>();
        for (NodeCost node : nodes) {
            if (node.parameters(kept) > 0) {
                parameters.put(node.name(), node.parameters(kept));
            }
        }
        return Collections.unmodifiableMap(parameters);
    }

    /** Values of the tensor that each node makes, for one example, in topological order. */
    public Map<String, Long> activationsByNode(int... kept) {
        requireCounts(kept);
        Map<String, Long> values = new LinkedHashMap<>();
        nodes.forEach(node -> values.put(node.name(), node.values(kept)));
        return Collections.unmodifiableMap(values);
    }

    /** The axes of every node, in topological order. */
    public List<NodeAxes> axes() {
        return nodes.stream().map(NodeAxes::new).toList();
    }

    /**
     * Share of the unpruned network's MACs that would go if the whole group went, in [0, 1]. Shares overlap: a layer between two groups
     * counts for both.
     */
    public double macsShare(ChannelGroup group) {
        return whole.macs() == 0 ? 0 : 1 - (double) without(group).macs() / whole.macs();
    }

    /** Share of the unpruned network's parameters that would go if the whole group went, in [0, 1]. Shares overlap. */
    public double parametersShare(ChannelGroup group) {
        return whole.parameters() == 0 ? 0 : 1 - (double) without(group).parameters() / whole.parameters();
    }

    private Cost without(ChannelGroup group) {
        int[] counts = widths();
        counts[groups.indexOf(group)] = 0;
        return cost(counts);
    }

    /** Width of every group: the counts of the unpruned network, in a new array. */
    public int[] widths() {
        return groups.stream().mapToInt(ChannelGroup::width).toArray();
    }

    private void requireCounts(int... kept) {
        if (!(kept.length == groups.size())) {
            throw new IllegalArgumentException(
                    "kept must have a count for each of %d groups: %d".formatted(groups.size(), kept.length));
        }
        for (int i = 0; i < kept.length; i++) {
            if (!(kept[i] >= 0 && kept[i] <= groups.get(i).width())) {
                throw new IllegalArgumentException("kept must be in [0, %d] for group '%s': %d"
                        .formatted(groups.get(i).width(), groups.get(i).name(), kept[i]));
            }
        }
    }
}
