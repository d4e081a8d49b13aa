package io.espalier.models.coupling;

import java.util.List;

/**
 * Channels that must be removed together. A group has {@code width} units; removing unit {@code u} removes, in every member, the
 * positions that the member maps to {@code u}.
 *
 * @param name name of the group: the node that first makes its channels
 * @param width number of units, i.e. of channels that can be chosen
 * @param members every axis of every parameterised node that the group touches, in topological order
 */
public record ChannelGroup(String name, int width, List<Member> members) {

    /** Which axis of a node's weight. */
    public enum Axis {
        /** Channels that the node makes (rows of its weight, its bias; all parameters of a batch norm). */
        OUT,
        /** Channels that the node reads (columns of its weight). */
        IN
    }

    /**
     * One axis of one node.
     *
     * @param units for each position along the axis the unit it belongs to, or {@link #OUTSIDE}
     */
    public record Member(String node, Axis axis, List<Integer> units) {

        /** Marks a position that does not belong to the group. */
        public static final int OUTSIDE = -1;

        public Member {
            units = List.copyOf(units);
        }
    }

    /** @throws IllegalArgumentException if the width is not positive or there is no member */
    public ChannelGroup {
        members = List.copyOf(members);
        if (!(width > 0)) {
            throw new IllegalArgumentException("width must be positive in group '" + name + "': " + width);
        }
        if (members.isEmpty()) {
            throw new IllegalArgumentException("group '" + name + "' must have a member");
        }
    }
}
