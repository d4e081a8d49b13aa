package io.espalier.models.coupling;

import java.util.List;

/**
 * Channels that must be removed together. A group has {@code width} units; removing unit {@code u} removes, in every member, the
 * positions that the member maps to {@code u}.
 *
 * @param name name of the group: the node that first makes its channels
 * @param width number of units, i.e. of channels that can be chosen
 * @param members every axis of every parameterised node that the group touches, in topological order
 * @param carriers the axes of all other nodes through which its channels flow, in topological order
 */
public record ChannelGroup(String name, int width, List<Member> members, List<Member> carriers) {

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
     * @param dimension which dimension of the tensor that the node makes ({@code OUT}) or reads ({@code IN}) these positions run along,
     *     without the batch
     */
    public record Member(String node, Axis axis, List<Integer> units, int dimension) {

        /** Marks a position that does not belong to the group. */
        public static final int OUTSIDE = -1;

        public Member {
            units = List.copyOf(units);
        }

        /** An axis that runs along the first dimension. */
        public Member(String node, Axis axis, List<Integer> units) {
            this(node, axis, units, 0);
        }
    }

    /** @throws IllegalArgumentException if the width is not positive or there is no member */
    public ChannelGroup {
        members = List.copyOf(members);
        carriers = List.copyOf(carriers);
        if (!(width > 0)) {
            throw new IllegalArgumentException("width must be positive in group '" + name + "': " + width);
        }
        if (members.isEmpty()) {
            throw new IllegalArgumentException("group '" + name + "' must have a member");
        }
    }

    /** A group of which only the parameterised nodes are known. */
    public ChannelGroup(String name, int width, List<Member> members) {
        this(name, width, members, List.of());
    }
}
