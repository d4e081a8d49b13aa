package io.espalier.models.coupling;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** For each group of a network the kept counts that all rules allow. Immutable. */
public final class KeepLimits {

    private final Map<String, List<Integer>> legal;

    private KeepLimits(Map<String, List<Integer>> legal) {
        this.legal = Collections.unmodifiableMap(legal);
    }

    /** Every count from 1 to the width. */
    public static KeepLimits none(List<ChannelGroup> groups) {
        return of(groups, List.of());
    }

    /**
     * What the rules leave.
     *
     * @throws IllegalArgumentException if a rule fits no group, or the rules leave no count for a group
     */
    public static KeepLimits of(List<ChannelGroup> groups, List<KeepRule> rules) {
        rules.forEach(rule -> requireFits(rule, groups));
        Map<String, List<Integer>> legal = new LinkedHashMap<>();
        for (ChannelGroup group : groups) {
            List<KeepRule> fitting =
                    rules.stream().filter(rule -> rule.fits(group)).toList();
            List<Integer> counts = IntStream.rangeClosed(1, group.width())
                    .filter(kept -> fitting.stream().allMatch(rule -> rule.allows(kept, group.width())))
                    .boxed()
                    .toList();
            if (counts.isEmpty()) {
                throw new IllegalArgumentException("rules must leave a kept count for group '%s' of %d units: %s"
                        .formatted(group.name(), group.width(), fitting));
            }
            legal.put(group.name(), counts);
        }
        return new KeepLimits(legal);
    }

    private static void requireFits(KeepRule rule, List<ChannelGroup> groups) {
        if (groups.stream().noneMatch(rule::fits)) {
            throw new IllegalArgumentException(
                    "pattern must name a group of the network, or a layer that makes channels of one: '%s' (the groups are %s)"
                            .formatted(
                                    rule.pattern(),
                                    groups.stream().map(ChannelGroup::name).toList()));
        }
    }

    /**
     * The counts that are allowed.
     *
     * @return ascending, at least one
     * @throws IllegalArgumentException if there is no such group
     */
    public List<Integer> legal(String group) {
        List<Integer> counts = legal.get(group);
        if (counts == null) {
            throw new IllegalArgumentException("group must be one of " + legal.keySet() + ": '" + group + "'");
        }
        return counts;
    }

    public int smallest(String group) {
        return legal(group).get(0);
    }

    public int largest(String group) {
        return legal(group).get(legal(group).size() - 1);
    }

    /** The legal count nearest to a wanted one; of two that are equally near the larger. */
    public int nearest(String group, double wanted) {
        int nearest = smallest(group);
        for (int count : legal(group)) {
            if (Math.abs(count - wanted) <= Math.abs(nearest - wanted)) {
                nearest = count;
            }
        }
        return nearest;
    }

    /**
     * With exactly one count for some groups, whatever the rules said of them.
     *
     * @param counts kept units by group
     */
    public KeepLimits pinned(Map<String, Integer> counts) {
        Map<String, List<Integer>> narrowed = new LinkedHashMap<>(legal);
        counts.forEach((group, count) -> narrowed.put(group, List.of(count)));
        return new KeepLimits(narrowed);
    }
}
