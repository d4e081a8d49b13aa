package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.NetworkGraph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The units of every group from most to least important, found once; from then on a plan is a matter of counts. Immutable. */
public final class UnitRanking {

    private final Map<String, List<Integer>> ranked;

    private UnitRanking(Map<String, List<Integer>> ranked) {
        this.ranked = Collections.unmodifiableMap(ranked);
    }

    /**
     * Ranks the units of every group.
     *
     * @throws IllegalArgumentException if the criterion gives a score that is not finite, or not one per unit
     */
    public static UnitRanking of(NetworkGraph graph, List<ChannelGroup> groups, Importance importance) {
        return of(scores(graph, groups, importance));
    }

    /** Scores of every group by its name; errors as above. */
    static Map<String, double[]> scores(NetworkGraph graph, List<ChannelGroup> groups, Importance importance) {
        Map<String, double[]> scores = new LinkedHashMap<>();
        for (ChannelGroup group : groups) {
            double[] ofGroup = importance.scores(graph, group);
            if (!(ofGroup.length == group.width())) {
                throw new IllegalArgumentException(
                        "scores must be %d for group '%s': %d".formatted(group.width(), group.name(), ofGroup.length));
            }
            scores.put(group.name(), ofGroup);
        }
        return scores;
    }

    /**
     * A ranking that was found before.
     *
     * @param ranked units of each group by its name, most important first
     * @throws IllegalArgumentException if the units of a group are not each of 0 to their number less 1, once
     */
    public static UnitRanking known(Map<String, List<Integer>> ranked) {
        Map<String, List<Integer>> copy = new LinkedHashMap<>();
        ranked.forEach((group, units) -> {
            List<Integer> every = IntStream.range(0, units.size()).boxed().toList();
            if (!units.stream().sorted().toList().equals(every)) {
                throw new IllegalArgumentException("ranking must hold each of %d units of group '%s' once: %s"
                        .formatted(units.size(), group, units));
            }
            copy.put(group, List.copyOf(units));
        });
        return new UnitRanking(copy);
    }

    /** Ranks by scores that are known. */
    static UnitRanking of(Map<String, double[]> scores) {
        Map<String, List<Integer>> ranked = new LinkedHashMap<>();
        scores.forEach((group, ofGroup) -> ranked.put(group, rank(group, ofGroup)));
        return new UnitRanking(ranked);
    }

    /** Units of a group, most important first; of two that score the same, the lower index first. */
    public List<Integer> ranked(String group) {
        List<Integer> units = ranked.get(group);
        if (units == null) {
            throw new IllegalArgumentException("group must be one of " + ranked.keySet() + ": '" + group + "'");
        }
        return units;
    }

    /**
     * The plan that keeps the most important units.
     *
     * @param counts group name to number of units kept, each in [1, width]; a group that is not named stays whole
     * @throws IllegalArgumentException if a group is unknown or a count out of range
     */
    public PruningPlan keep(Map<String, Integer> counts) {
        TreeMap<String, List<Integer>> kept = new TreeMap<>();
        counts.forEach((group, count) -> kept.put(group, top(group, count)));
        return new PruningPlan(kept);
    }

    private List<Integer> top(String group, int count) {
        List<Integer> units = ranked(group);
        if (!(count >= 1 && count <= units.size())) {
            throw new IllegalArgumentException(
                    "counts must be in [1, %d] for group '%s': %d".formatted(units.size(), group, count));
        }
        return units.subList(0, count).stream().sorted().toList();
    }

    private static List<Integer> rank(String group, double... scores) {
        for (double score : scores) {
            if (!Double.isFinite(score)) {
                throw new IllegalArgumentException("scores must be finite for group '" + group + "': " + score);
            }
        }
        List<Integer> units =
                new ArrayList<>(IntStream.range(0, scores.length).boxed().toList());
        // The sort is stable, so ties keep their ascending indices.
        units.sort(Comparator.comparingDouble((Integer unit) -> -scores[unit]));
        return List.copyOf(units);
    }
}
