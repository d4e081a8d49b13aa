package io.espalier.models.cost;

import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;

/**
 * Which tensors are alive at which node, when nodes run in order, each tensor has a buffer of its own, and a buffer is free as soon as its
 * last reader has run. Engines that fuse nodes or work in place need less; this is the bound that the graph alone gives.
 */
final class Lifetimes {

    private final long inputValues;
    private final List<List<Integer>> freedAfter;

    private Lifetimes(long inputValues, List<List<Integer>> freedAfter) {
        this.inputValues = inputValues;
        this.freedAfter = freedAfter;
    }

    static Lifetimes of(NetworkGraph graph) {
        Map<String, Integer> lastReader = new HashMap<>();
        List<Node> nodes = graph.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            int reader = i;
            nodes.get(i).inputs().forEach(tensor -> lastReader.put(tensor, reader));
        }
        graph.outputs().forEach(output -> lastReader.put(output, nodes.size()));
        List<List<Integer>> freedAfter = new ArrayList<>();
        nodes.forEach(node -> freedAfter.add(new ArrayList<>()));
        for (int i = 0; i < nodes.size(); i++) {
            int last = lastReader.getOrDefault(nodes.get(i).name(), i);
            if (last < nodes.size()) {
                freedAfter.get(last).add(i);
            }
        }
        Integer input = lastReader.get(graph.input().name());
        if (input != null && input < nodes.size()) {
            freedAfter.get(input).add(INPUT);
        }
        return new Lifetimes(graph.input().shape().size(), freedAfter);
    }

    private static final int INPUT = -1;

    /**
     * Tells what is alive at every moment.
     *
     * @param values of the tensor that a node makes, by the node's index: coefficients, the last of which is a constant
     * @param moment hears of the sum of what is alive, which it must not keep
     */
    void run(List<long[]> values, Consumer<long[]> moment) {
        long[] alive = new long[values.get(0).length];
        alive[alive.length - 1] = inputValues;
        moment.accept(alive);
        for (int node = 0; node < freedAfter.size(); node++) {
            add(alive, 1, values.get(node));
            moment.accept(alive);
            for (int freed : freedAfter.get(node)) {
                if (freed == INPUT) {
                    alive[alive.length - 1] -= inputValues;
                } else {
                    add(alive, -1, values.get(freed));
                }
            }
        }
    }

    private static void add(long[] alive, int sign, long... values) {
        for (int i = 0; i < alive.length; i++) {
            alive[i] += sign * values[i];
        }
    }

    /**
     * The most values that are alive at once.
     *
     * @param values of the tensor that a node makes, by the node's index
     */
    long peak(IntToLongFunction values) {
        long alive = inputValues;
        long peak = alive;
        for (int node = 0; node < freedAfter.size(); node++) {
            alive += values.applyAsLong(node);
            peak = Math.max(peak, alive);
            for (int freed : freedAfter.get(node)) {
                alive -= freed == INPUT ? inputValues : values.applyAsLong(freed);
            }
        }
        return peak;
    }
}
