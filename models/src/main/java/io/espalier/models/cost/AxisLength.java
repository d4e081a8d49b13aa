package io.espalier.models.cost;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.UnsupportedNetworkException;
import java.util.List;

/** Length of one axis of a node: what is outside every group, plus a number of positions for each kept unit. */
final class AxisLength {

    private final int fixed;
    private final int[] positionsPerUnit;

    private AxisLength(int fixed, int... positionsPerUnit) {
        this.fixed = fixed;
        this.positionsPerUnit = positionsPerUnit;
    }

    static AxisLength of(String node, Axis axis, int length, List<ChannelGroup> groups) {
        int fixed = length;
        int[] positionsPerUnit = new int[groups.size()];
        for (int i = 0; i < positionsPerUnit.length; i++) {
            ChannelGroup group = groups.get(i);
            for (Member member : group.members()) {
                if (member.node().equals(node) && member.axis() == axis) {
                    positionsPerUnit[i] = positionsPerUnit(group, member);
                    fixed -= positionsPerUnit[i] * group.width();
                }
            }
        }
        return new AxisLength(fixed, positionsPerUnit);
    }

    long at(int... kept) {
        long length = fixed;
        for (int i = 0; i < kept.length; i++) {
            length += (long) positionsPerUnit[i] * kept[i];
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
