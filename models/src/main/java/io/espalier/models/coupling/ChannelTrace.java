package io.espalier.models.coupling;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Operator;
import io.espalier.models.graph.Roles;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Follows every channel through the network. Each position along a tensor's channel axis (after {@code Flatten}: each feature) carries the
 * identity of the channel it comes from; a layer that mixes its inputs makes new identities, an addition makes two of them one. An
 * operator that is not understood channel by channel freezes what it reads and what it makes, with a reason.
 */
final class ChannelTrace implements Operator.Cases<List<Integer>> {

    private final NetworkGraph graph;
    private final DisjointSets identities = new DisjointSets();
    private final Map<Integer, String> frozen = new LinkedHashMap<>();
    private final Map<String, List<Integer>> channels = new HashMap<>();
    private Node current;

    ChannelTrace(NetworkGraph graph) {
        this.graph = graph;
        this.current = graph.nodes().get(0);
        channels.put(
                graph.input().name(),
                freeze(fresh(graph.input().shape().channels()), "they are added to the network's input"));
        for (Node node : graph.nodes()) {
            current = node;
            channels.put(node.name(), node.operator().match(this));
        }
        freeze(of(graph.output()), "they are the network's output");
        coupleSharedParameters();
    }

    /** The identity behind each position of a tensor's channel axis. Two positions are coupled if and only if theirs are equal. */
    List<Integer> identities(String tensor) {
        return of(tensor).stream().map(identities::find).toList();
    }

    /** Why a channel may not be removed; empty if it may. */
    Optional<String> frozen(int identity) {
        return frozen.entrySet().stream()
                .filter(entry -> identities.find(entry.getKey()) == identity)
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Whether a node mixes all its input channels into new ones, so that it is a producer of channels. */
    static boolean mixes(Operator operator) {
        return operator instanceof Operator.Dense || (operator instanceof Operator.Conv2d conv && !isDepthwise(conv));
    }

    /** Whether every output channel reads one input channel only. With one input channel that is an ordinary convolution too. */
    static boolean isDepthwise(Operator.Conv2d conv) {
        return conv.groups() > 1 && conv.groups() == conv.inChannels();
    }

    @Override
    public List<Integer> conv2d(Operator.Conv2d conv) {
        if (isDepthwise(conv)) {
            int multiplier = conv.outChannels() / conv.inChannels();
            return input(0).stream()
                    .flatMap(identity -> repeat(identity, multiplier))
                    .toList();
        }
        List<Integer> made = fresh(conv.outChannels());
        if (conv.groups() > 1) {
            freeze(input(0), "they are read by the grouped convolution '" + current.name() + "'");
            freeze(made, "they are made by a grouped convolution");
        }
        return made;
    }

    @Override
    public List<Integer> dense(Operator.Dense dense) {
        return fresh(dense.outFeatures());
    }

    @Override
    public List<Integer> batchNorm(Operator.BatchNorm norm) {
        return input(0);
    }

    @Override
    public List<Integer> activation(Operator.Activation activation) {
        return input(0);
    }

    @Override
    public List<Integer> pool(Operator.Pool pool) {
        return input(0);
    }

    @Override
    public List<Integer> globalAveragePool(Operator.GlobalAveragePool pool) {
        return input(0);
    }

    @Override
    public List<Integer> add(Operator.Add add) {
        couple(input(0), input(1));
        return input(0);
    }

    @Override
    public List<Integer> flatten(Operator.Flatten flatten) {
        int positions = graph.shape(current.inputs().get(0)).positions();
        return input(0).stream()
                .flatMap(identity -> repeat(identity, positions))
                .toList();
    }

    @Override
    public List<Integer> softmax(Operator.Softmax softmax) {
        return freeze(input(0), "they are read by the softmax '" + current.name() + "'");
    }

    private List<Integer> input(int index) {
        return of(current.inputs().get(index));
    }

    private List<Integer> of(String tensor) {
        List<Integer> known = channels.get(tensor);
        if (known == null) {
            throw new IllegalArgumentException("tensor must exist: '" + tensor + "'");
        }
        return known;
    }

    private List<Integer> fresh(int count) {
        return IntStream.range(0, count).map(i -> identities.add()).boxed().toList();
    }

    private static Stream<Integer> repeat(int identity, int times) {
        return IntStream.range(0, times).mapToObj(i -> identity);
    }

    private List<Integer> freeze(List<Integer> positions, String reason) {
        positions.forEach(identity -> frozen.putIfAbsent(identity, reason));
        return positions;
    }

    private void couple(List<Integer> one, List<Integer> other) {
        for (int i = 0; i < one.size(); i++) {
            identities.union(one.get(i), other.get(i));
        }
    }

    /** A parameter that two nodes share can be cut in one way only. */
    private void coupleSharedParameters() {
        Map<String, Node> firstOwners = new HashMap<>();
        for (Node node : graph.nodes()) {
            for (String parameter : node.parameters()) {
                Node first = firstOwners.putIfAbsent(parameter, node);
                if (first != null) {
                    couple(of(first.name()), of(node.name()));
                    if (sharedWeight(first, node, parameter)) {
                        couple(of(first.inputs().get(0)), of(node.inputs().get(0)));
                    }
                }
            }
        }
    }

    private static boolean sharedWeight(Node first, Node other, String parameter) {
        return mixes(first.operator())
                && mixes(other.operator())
                && first.parameter(Roles.WEIGHT).equals(parameter);
    }
}
