package io.espalier.models.zoo;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.coupling.Coupling;
import java.util.ArrayList;
import java.util.List;

/** A coupling as lines of text that a person can check. */
final class CouplingListing {

    private CouplingListing() {}

    /**
     * One line for each group, and below it one for each member: node, axis, the length of that axis, and runs of positions with the units
     * they belong to. {@code 24-39 = 0-15} are 16 positions of 16 units, {@code 0-399 = 0-15 x25} are 25 positions each.
     */
    static List<String> of(Coupling coupling) {
        List<String> lines = new ArrayList<>();
        for (ChannelGroup group : coupling.groups()) {
            lines.add("group %s: %d units".formatted(group.name(), group.width()));
            for (Member member : group.members()) {
                lines.add("  %s %s of %d: %s"
                        .formatted(member.node(), member.axis(), member.units().size(), runs(member.units())));
            }
        }
        coupling.frozen()
                .forEach(frozen -> lines.add(
                        "frozen %s: %d channels, %s".formatted(frozen.node(), frozen.channels(), frozen.reason())));
        coupling.fences()
                .forEach(fence -> lines.add("fence %s (%s): %s".formatted(fence.node(), fence.type(), fence.reason())));
        return lines;
    }

    private static String runs(List<Integer> units) {
        List<String> runs = new ArrayList<>();
        int from = 0;
        while (from < units.size()) {
            int repeats = repeats(units, from);
            int to = end(units, from, repeats);
            if (units.get(from) != Member.OUTSIDE) {
                String times = repeats == 1 ? "" : " x" + repeats;
                runs.add("%s = %s%s".formatted(range(from, to - 1), range(units.get(from), units.get(to - 1)), times));
            }
            from = to;
        }
        return String.join(", ", runs);
    }

    /** How often the unit at a position stands there in a row. */
    private static int repeats(List<Integer> units, int from) {
        int to = from;
        while (to < units.size() && units.get(to).equals(units.get(from))) {
            to++;
        }
        return to - from;
    }

    /** Where a run of ascending units, each repeated equally often, ends. */
    private static int end(List<Integer> units, int from, int repeats) {
        int to = from + repeats;
        while (units.get(from) != Member.OUTSIDE
                && to < units.size()
                && units.get(to) == units.get(to - 1) + 1
                && repeats(units, to) == repeats) {
            to += repeats;
        }
        return to;
    }

    private static String range(int first, int last) {
        return first == last ? "" + first : first + "-" + last;
    }
}
