package io.espalier.models.action;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.random.RandomKey;
import java.util.List;
import java.util.stream.IntStream;

/** Three layers in a row: 3 inputs to a, a to b, b to c. */
final class ThreeLayers {

    static final List<ChannelGroup> GROUPS = List.of(group("a", 16), group("b", 32), group("c", 20));

    private ThreeLayers() {}

    static Bound macs(double budget) {
        return new Bound(Bound.MACS, budget, true, kept -> chain(kept) / (double) chain(16, 32, 20));
    }

    private static long chain(int... kept) {
        return 3L * kept[0] + (long) kept[0] * kept[1] + (long) kept[1] * kept[2];
    }

    /** Each group's time rises with its count on the whole, and by up to a half more or less from one count to the next. */
    static Bound jagged(long seed, double budget) {
        RandomKey key = RandomKey.of(seed, "test.jagged");
        return new Bound(Bound.LATENCY, budget, false, kept -> {
            double time = 0;
            for (int group = 0; group < kept.length; group++) {
                double factor = 0.5 + key.at(group, kept[group]).generator().nextDouble();
                time += factor * kept[group] / GROUPS.get(group).width() / kept.length;
            }
            return time;
        });
    }

    /** A prediction of time that changes while the guard is at work: half of it is the budget, and it is multiplied by the first of these. */
    static Bound changing(double... slower) {
        return new Bound(
                Bound.LATENCY,
                0.5,
                false,
                kept -> slower[0] * IntStream.of(kept).sum() / 68.0);
    }

    private static ChannelGroup group(String name, int width) {
        List<Integer> units = IntStream.range(0, width).boxed().toList();
        return new ChannelGroup(name, width, List.of(new Member(name, Axis.OUT, units)));
    }
}
