package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup.Member;

/** Turns values along an axis into values by unit. */
final class UnitPositions {

    private UnitPositions() {}

    /** For each unit the values of the positions it fills, in their order; those outside the group are left out. */
    static double[][] gather(Member member, int width, double... values) {
        int[] counts = new int[width];
        for (int unit : member.units()) {
            if (unit != Member.OUTSIDE) {
                counts[unit]++;
            }
        }
        double[][] gathered = new double[width][];
        for (int unit = 0; unit < width; unit++) {
            gathered[unit] = new double[counts[unit]];
        }
        for (int position = values.length - 1; position >= 0; position--) {
            int unit = member.units().get(position);
            if (unit != Member.OUTSIDE) {
                gathered[unit][--counts[unit]] = values[position];
            }
        }
        return gathered;
    }
}
