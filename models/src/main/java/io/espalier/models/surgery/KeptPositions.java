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
import java.util.stream.Stream;

/** A plan seen from the nodes: which positions along each axis of a node stay. Axes that lose nothing are absent. */
public final class KeptPositions {

    private record Place(String node, Axis axis) {}

    private final Map<Place, List<Integer>> kept;
    private final Map<Place, Integer> dimensions;

    private KeptPositions(Map<Place, List<Integer>> kept, Map<Place, Integer> dimensions) {
        this.kept = kept;
        this.dimensions = dimensions;
    }

    /** @throws IllegalArgumentException if the plan does not fit the groups */
    public static KeptPositions of(List<ChannelGroup> groups, PruningPlan plan) {
        plan.requireFits(groups);
        Map<Place, List<Integer>> kept = new HashMap<>();
        Map<Place, Integer> dimensions = new HashMap<>();
        for (ChannelGroup group : groups) {
            Set<Integer> units = new HashSet<>(plan.keptOf(group));
            if (units.size() == group.width()) {
                continue;
            }
            units.add(Member.OUTSIDE);
            for (Member member : (Iterable<Member>) touched(group)::iterator) {
                Place place = new Place(member.node(), member.axis());
                kept.merge(place, positions(member, units), KeptPositions::intersection);
                dimensions.put(place, member.dimension());
            }
        }
        return new KeptPositions(kept, dimensions);
    }

    private static Stream<Member> touched(ChannelGroup group) {
        return Stream.concat(group.members().stream(), group.carriers().stream());
    }

    /** Ascending positions that stay, or empty if the axis stays whole. */
    public Optional<List<Integer>> kept(String node, Axis axis) {
        return Optional.ofNullable(kept.get(new Place(node, axis)));
    }

    /** The dimension of the tensor along which the positions run; 0 if the axis stays whole. */
    int dimension(String node, Axis axis) {
        return dimensions.getOrDefault(new Place(node, axis), 0);
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
