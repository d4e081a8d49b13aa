package io.espalier.models.cost;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.UnsupportedNetworkException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Length of one axis of a node: what is outside every group, plus a number of positions for each kept unit. */
final class AxisLength {

    private final int fixed;
    private final int[] groups;
    private final int[] positionsPerUnit;

    private AxisLength(int fixed, List<Share> shares) {
        this.fixed = fixed;
        this.groups = shares.stream().mapToInt(Share::group).toArray();
        this.positionsPerUnit =
                shares.stream().mapToInt(Share::positionsPerUnit).toArray();
    }

    /** What one group has of an axis. */
    private record Share(int group, int positionsPerUnit, int width) {}

    /** An axis that loses nothing. */
    static AxisLength whole(int length) {
        return new AxisLength(length, List.of());
    }

    /** Every axis of every node that some group touches. */
    static final class Table {

        private record Place(String node, Axis axis) {}

        private final Map<Place, List<Share>> shares = new HashMap<>();
        private final Map<Place, Integer> dimensions = new HashMap<>();

        Table(List<ChannelGroup> groups) {
            for (int group = 0; group < groups.size(); group++) {
                ChannelGroup channels = groups.get(group);
                for (Member member : (Iterable<Member>)
                        Stream.concat(channels.members().stream(), channels.carriers().stream())::iterator) {
                    Place place = new Place(member.node(), member.axis());
                    shares.computeIfAbsent(place, unseen -> new ArrayList<>())
                            .add(new Share(group, positionsPerUnit(channels, member), channels.width()));
                    dimensions.put(place, member.dimension());
                }
            }
        }

        AxisLength axis(String node, Axis axis, int length) {
            List<Share> found = shares.getOrDefault(new Place(node, axis), List.of());
            int fixed = length;
            for (Share share : found) {
                fixed -= share.positionsPerUnit() * share.width();
            }
            return new AxisLength(fixed, found);
        }

        /** The dimension of the tensor along which channels lie; 0 for axes that lose nothing. */
        int dimension(String node, Axis axis) {
            return dimensions.getOrDefault(new Place(node, axis), 0);
        }
    }

    /** Positions that lose nothing. */
    long fixed() {
        return fixed;
    }

    /** What one group has of the axis. */
    @FunctionalInterface
    interface GroupShare {
        void of(int group, long positionsPerUnit);
    }

    /** Tells each group's positions per unit; a group may come more than once. */
    void forEachGroup(GroupShare share) {
        for (int i = 0; i < groups.length; i++) {
            share.of(groups[i], positionsPerUnit[i]);
        }
    }

    long at(int... kept) {
        long length = fixed;
        for (int i = 0; i < groups.length; i++) {
            length += (long) positionsPerUnit[i] * kept[groups[i]];
        }
        return length;
    }

    private static int positionsPerUnit(ChannelGroup group, Member member) {
        int[] counts = new int[group.width()];
        for (int unit : member.units()) {
            if (unit != Member.OUTSIDE) {
                counts[unit]++;
            }
        }
        for (int count : counts) {
            if (count != counts[0]) {
                throw new UnsupportedNetworkException(
                        "node '%s': units of group '%s' must all fill equally many positions of its %s axis: %d and %d"
                                .formatted(member.node(), group.name(), member.axis(), counts[0], count));
            }
        }
        return counts[0];
    }
}
