package io.espalier.models.surgery;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.coupling.PruningPlan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** A plan seen from the nodes: which positions along each axis of a node stay. Axes that lose nothing are absent. */
public final class KeptPositions {

    private record Place(String node, Axis axis) {}

    private final Map<Place, List<Integer>> kept;

    private KeptPositions(Map<Place, List<Integer>> kept) {
        this.kept = kept;
    }

    /** @throws IllegalArgumentException if the plan does not fit the groups */
    public static KeptPositions of(List<ChannelGroup> groups, PruningPlan plan) {
        plan.requireFits(groups);
        Map<Place, List<Integer>> kept = new HashMap<>();
        for (ChannelGroup group : groups) {
            Set<Integer> units = new HashSet<>(plan.keptOf(group));
            if (units.size() == group.width()) {
                continue;
            }
            units.add(Member.OUTSIDE);
            for (Member member : group.members()) {
                kept.merge(
                        new Place(member.node(), member.axis()), positions(member, units), KeptPositions::intersection);
            }
        }
        return new KeptPositions(kept);
    }

    /** Ascending positions that stay, or empty if the axis stays whole. */
    public Optional<List<Integer>> kept(String node, Axis axis) {
        return Optional.ofNullable(kept.get(new Place(node, axis)));
    }

    private static List<Integer> positions(Member member, Set<Integer> units) {
        return IntStream.range(0, member.units().size())
                .filter(position -> units.contains(member.units().get(position)))
                .boxed()
                .toList();
    }

    private static List<Integer> intersection(List<Integer> one, List<Integer> other) {
        Set<Integer> others = new HashSet<>(other);
        return one.stream().filter(others::contains).toList();
    }
}
