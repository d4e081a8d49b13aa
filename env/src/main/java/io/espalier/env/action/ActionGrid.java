package io.espalier.env.action;

import io.espalier.env.latency.LatencyModel;
import io.espalier.models.coupling.ChannelGroup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What an action means in each group.
 *
 * @param groups in the order in which an episode decides them
 * @param settings from an action to the count that it asks for
 * @param legal the counts that each group may have, in the groups' order
 */
public record ActionGrid(List<ChannelGroup> groups, ActionSettings settings, List<LegalCounts> legal) {

    public ActionGrid {
        groups = List.copyOf(groups);
        legal = List.copyOf(legal);
        if (groups.size() != legal.size()) {
            throw new IllegalArgumentException(
                    "legal must have counts for each of %d groups: %d".formatted(groups.size(), legal.size()));
        }
    }

    /** Every count that the settings allow. */
    public static ActionGrid of(List<ChannelGroup> groups, ActionSettings settings) {
        return new ActionGrid(
                groups,
                settings,
                groups.stream()
                        .map(group -> LegalCounts.of(group.width(), settings))
                        .toList());
    }

    /**
     * The same without the counts that are never worth it: those that are predicted to be slower than a larger count of the same group
     * while all other groups are whole. What is left gets faster with every step down, but for the smallest counts, which stay so that
     * every budget that could be reached still can be. Nothing is left out where the settings say so.
     */
    public ActionGrid withoutSlower(LatencyModel model) {
        if (!settings.dropSlower()) {
            return this;
        }
        List<LegalCounts> faster = new ArrayList<>();
        for (int group = 0; group < groups.size(); group++) {
            Set<Integer> slower = slower(group, model);
            faster.add(legal.get(group).without(slower::contains));
        }
        return new ActionGrid(groups, settings, faster);
    }

    private Set<Integer> slower(int group, LatencyModel model) {
        int[] kept = groups.stream().mapToInt(ChannelGroup::width).toArray();
        List<Integer> counts = legal.get(group).counts();
        Set<Integer> slower = new HashSet<>();
        double fastest = Double.POSITIVE_INFINITY;
        for (int i = counts.size() - 1; i >= 0; i--) {
            kept[group] = counts.get(i);
            double ratio = model.ratio(kept);
            if (ratio > fastest) {
                slower.add(counts.get(i));
            }
            fastest = Math.min(fastest, ratio);
        }
        return slower;
    }

    /**
     * The legal count nearest to what an action asks for.
     *
     * @param group index
     * @param action in [0, 1]: 0 keeps all, 1 removes the largest ratio allowed
     * @throws IllegalArgumentException if the action is not in [0, 1]
     */
    public int kept(int group, double action) {
        return legal.get(group)
                .nearest(settings.wanted(action, groups.get(group).width()));
    }

    /** How many legal counts there are in all groups together. */
    public int size() {
        return legal.stream().mapToInt(counts -> counts.counts().size()).sum();
    }
}
