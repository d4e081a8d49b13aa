package io.espalier.models.action;

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

    /**
     * Every count that the settings allow.
     *
     * @throws IllegalArgumentException if the settings bound a group that is none of these, or leave a group no count
     */
    public static ActionGrid of(List<ChannelGroup> groups, ActionSettings settings) {
        settings.requireKnown(groups);
        return new ActionGrid(
                groups,
                settings,
                groups.stream().map(group -> LegalCounts.of(group, settings)).toList());
    }

    /** Which of a group's counts are worth their time. */
    @FunctionalInterface
    public interface Worthwhile {

        /**
         * Those counts that no greater one beats.
         *
         * @param group its place
         * @param counts ascending
         */
        List<Integer> of(int group, List<Integer> counts);
    }

    /**
     * The same without the counts that are never worth it, because a larger count of the same group is faster. The smallest counts stay, so
     * that every budget that could be reached still can be, and so do the largest. Nothing is left out where the settings say so.
     */
    public ActionGrid withoutSlower(Worthwhile worthwhile) {
        if (!settings.dropSlower()) {
            return this;
        }
        List<LegalCounts> faster = new ArrayList<>();
        for (int group = 0; group < groups.size(); group++) {
            Set<Integer> worth =
                    new HashSet<>(worthwhile.of(group, legal.get(group).counts()));
            faster.add(legal.get(group).without(count -> !worth.contains(count)));
        }
        return new ActionGrid(groups, settings, faster);
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

    /**
     * An action that asks for a legal count: {@code kept(group, actionOf(group, count))} is the count.
     *
     * @param group index
     * @param count one of the group's legal counts
     */
    public double actionOf(int group, int count) {
        return settings.action(count, groups.get(group).width());
    }

    /** How many legal counts there are in all groups together. */
    public int size() {
        return legal.stream().mapToInt(counts -> counts.counts().size()).sum();
    }
}
