package io.espalier.models.coupling;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Channels that a reshape has put together along an axis.
 *
 * @param axis without the batch
 * @param positions for each position along it the channels whose values lie there, at least one
 */
record GatheredChannels(int axis, List<List<Integer>> positions) {

    GatheredChannels {
        positions = List.copyOf(positions);
    }

    /** How many units are left to choose from once channels at one position go together. */
    int units() {
        DisjointSets sets = new DisjointSets();
        Map<Integer, Integer> elements = new HashMap<>();
        for (List<Integer> together : positions) {
            for (int channel : together) {
                int first = elements.computeIfAbsent(together.get(0), unseen -> sets.add());
                sets.union(first, elements.computeIfAbsent(channel, unseen -> sets.add()));
            }
        }
        return (int) elements.values().stream().map(sets::find).distinct().count();
    }

    /** One channel of each position; the others at that position must have been coupled with it. */
    ChannelAxis channels() {
        return new ChannelAxis(
                axis, positions.stream().map(together -> together.get(0)).toList());
    }
}
