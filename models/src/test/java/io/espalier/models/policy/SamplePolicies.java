package io.espalier.models.policy;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.random.RandomKey;
import io.espalier.models.surgery.Surgeon;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;

/** Policies of random plans. */
public final class SamplePolicies {

    private SamplePolicies() {}

    /** Of a random part of every group. */
    public static Policy of(NetworkGraph graph, long seed) {
        List<ChannelGroup> groups = Coupling.groups(graph);
        RandomGenerator random = RandomKey.of(seed, "test.policy").generator();
        TreeMap<String, List<Integer>> kept = new TreeMap<>();
        groups.forEach(group -> kept.put(group.name(), some(group.width(), random)));
        PruningPlan plan = new PruningPlan(kept);
        String cut = GraphDigest.of(Surgeon.prune(graph, groups, plan));
        return new Policy(
                Policy.FORMAT,
                GraphDigest.of(graph),
                Policy.groups(graph, groups, plan),
                new TreeMap<>(Map.of("macs", 0.5, "latency", 0.8)),
                new Policy.Expected(
                        Optional.of(0.8125),
                        0.49,
                        0.6,
                        Optional.of(new Policy.Latency(0.75, 0.74, 0.76, true, "d6e13ba9fb07"))),
                Policy.Result.recovered(cut, cut, cut),
                Map.of("seed", 5, "data", Map.of("source", "images.zip", "classes", List.of("cat", "dog"))),
                new Policy.Provenance("td3", "9c030122", 17, Optional.of(0.8125)));
    }

    private static List<Integer> some(int width, RandomGenerator random) {
        List<Integer> units = IntStream.range(0, width)
                .filter(unit -> random.nextBoolean())
                .boxed()
                .toList();
        return units.isEmpty() ? List.of(random.nextInt(width)) : units;
    }
}
