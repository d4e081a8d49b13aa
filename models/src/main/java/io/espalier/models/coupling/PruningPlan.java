package io.espalier.models.coupling;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The canonical result of pruning: for each group the indices of the units that stay. Groups that are not named stay whole.
 *
 * @param kept group name to strictly ascending unit indices; never empty for a group
 */
public record PruningPlan(SortedMap<String, List<Integer>> kept) {

    /** The plan that removes nothing. */
    public static final PruningPlan NOTHING = new PruningPlan(new TreeMap<>());

    /** @throws IllegalArgumentException if a group keeps nothing, or its indices are negative or not strictly ascending */
    public PruningPlan {
        SortedMap<String, List<Integer>> copy = new TreeMap<>();
        kept.forEach((group, indices) -> copy.put(group, List.copyOf(indices)));
        copy.forEach(PruningPlan::requireAscending);
        kept = Collections.unmodifiableSortedMap(copy);
    }

    public static PruningPlan of(Map<String, List<Integer>> kept) {
        return new PruningPlan(new TreeMap<>(kept));
    }

    /** Units of a group that stay: all of them if the plan does not name it. */
    public List<Integer> keptOf(ChannelGroup group) {
        List<Integer> indices = kept.get(group.name());
        return indices == null ? IntStream.range(0, group.width()).boxed().toList() : indices;
    }

    /** How many units stay of each of these groups, in their order. */
    public int[] countsOf(List<ChannelGroup> groups) {
        return groups.stream().mapToInt(group -> keptOf(group).size()).toArray();
    }

    /** Removed share of a group's units, in [0, 1). */
    public double ratioOf(ChannelGroup group) {
        return 1.0 - (double) keptOf(group).size() / group.width();
    }

    /**
     * Checks the plan against the groups of a network.
     *
     * @throws IllegalArgumentException if it names an unknown group or an index outside of one
     */
    public void requireFits(List<ChannelGroup> groups) {
        Map<String, Integer> widths = new TreeMap<>();
        groups.forEach(group -> widths.put(group.name(), group.width()));
        kept.forEach((name, indices) -> {
            Integer width = widths.get(name);
            if (width == null) {
                throw new IllegalArgumentException(
                        "plan must name a group of the network: '" + name + "', known are " + widths.keySet());
            }
            int last = indices.get(indices.size() - 1);
            if (!(last < width)) {
                throw new IllegalArgumentException(
                        "plan must keep units below %d in group '%s': %d".formatted(width, name, last));
            }
        });
    }

    private static void requireAscending(String group, List<Integer> indices) {
        if (indices.isEmpty()) {
            throw new IllegalArgumentException("plan must keep at least one unit of group '" + group + "'");
        }
        int previous = -1;
        for (int index : indices) {
            if (!(index > previous)) {
                throw new IllegalArgumentException(
                        "plan must list ascending units in group '%s': %s".formatted(group, indices));
            }
            previous = index;
        }
    }
}
