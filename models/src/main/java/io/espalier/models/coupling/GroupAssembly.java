package io.espalier.models.coupling;

import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import io.espalier.models.graph.Rearrangement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes groups of traced channels: two prunable channels are units of one group if they fill equally many positions of the same axes, so
 * that it is all one to the network's size which of the two goes.
 */
final class GroupAssembly {

    private final NetworkGraph graph;
    private final ChannelTrace trace;
    private final List<Place> places = new ArrayList<>();
    private final Map<Integer, Home> homes = new LinkedHashMap<>();

    /** An axis of a node along which channels lie. */
    private record Place(Node node, Axis axis, ChannelAxis channels) {

        boolean carriesOnly() {
            return node.parameters().isEmpty();
        }
    }

    /** Where an identity belongs. */
    private record Home(int group, int unit) {}

    GroupAssembly(NetworkGraph graph) {
        this.graph = graph;
        this.trace = new ChannelTrace(graph);
        for (Node node : graph.nodes()) {
            if (ChannelTrace.readsAll(node.operator()) || changesWidth(node)) {
                places.add(new Place(node, Axis.IN, trace.axis(node.inputs().get(0))));
            }
            places.add(new Place(node, Axis.OUT, trace.axis(node.name())));
        }
    }

    /** Rearrangements whose own figures tell of channels before and after. */
    private static boolean changesWidth(Node node) {
        return node.operator() instanceof Rearrangement.Slice
                || node.operator() instanceof Rearrangement.Pad
                || node.operator() instanceof Rearrangement.Reshape;
    }

    Coupling assemble() {
        List<String> names = numberUnits();
        List<List<Member>> members = new ArrayList<>();
        List<List<Member>> carriers = new ArrayList<>();
        names.forEach(name -> {
            members.add(new ArrayList<>());
            carriers.add(new ArrayList<>());
        });
        for (Place place : places) {
            unitsByGroup(place.channels()).forEach((group, units) -> (place.carriesOnly() ? carriers : members)
                    .get(group)
                    .add(new Member(
                            place.node().name(),
                            place.axis(),
                            Arrays.stream(units).boxed().toList(),
                            place.channels().axis())));
        }
        int[] widths = new int[names.size()];
        homes.values().forEach(home -> widths[home.group()]++);
        List<ChannelGroup> groups = new ArrayList<>();
        for (int group = 0; group < names.size(); group++) {
            groups.add(new ChannelGroup(names.get(group), widths[group], members.get(group), carriers.get(group)));
        }
        return new Coupling(groups, frozen(), trace.fences());
    }

    /** Gives every prunable channel its group and its unit, in the order of the layers that make them; returns the groups' names. */
    private List<String> numberUnits() {
        Map<Integer, List<Integer>> footprints = footprints();
        Map<List<Integer>, Integer> groupOfFootprint = new HashMap<>();
        List<String> names = new ArrayList<>();
        List<Integer> widths = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Node producer : producers()) {
            for (int identity : trace.axis(producer.name()).identities()) {
                if (homes.containsKey(identity) || trace.frozen(identity).isPresent()) {
                    continue;
                }
                List<Integer> footprint = footprints.getOrDefault(identity, List.of());
                int group = groupOfFootprint.computeIfAbsent(footprint, unseen -> {
                    names.add(free(producer.name(), taken));
                    widths.add(0);
                    return names.size() - 1;
                });
                homes.put(identity, new Home(group, widths.get(group)));
                widths.set(group, widths.get(group) + 1);
            }
        }
        return names;
    }

    /** For each prunable identity the places that it fills, each as often as it fills it. */
    private Map<Integer, List<Integer>> footprints() {
        Map<Integer, List<Integer>> footprints = new HashMap<>();
        for (int place = 0; place < places.size(); place++) {
            for (int identity : places.get(place).channels().identities()) {
                if (trace.frozen(identity).isEmpty()) {
                    footprints
                            .computeIfAbsent(identity, unseen -> new ArrayList<>())
                            .add(place);
                }
            }
        }
        return footprints;
    }

    private static String free(String name, Set<String> taken) {
        String candidate = name;
        for (int number = 2; !taken.add(candidate); number++) {
            candidate = name + "#" + number;
        }
        return candidate;
    }

    private List<Node> producers() {
        return graph.nodes().stream()
                .filter(node -> ChannelTrace.mixes(node.operator()))
                .toList();
    }

    private Map<Integer, int[]> unitsByGroup(ChannelAxis channels) {
        Map<Integer, int[]> units = new LinkedHashMap<>();
        for (int position = 0; position < channels.size(); position++) {
            Home home = homes.get(channels.identities().get(position));
            if (home != null) {
                units.computeIfAbsent(home.group(), group -> outside(channels.size()))[position] = home.unit();
            }
        }
        return units;
    }

    private static int[] outside(int size) {
        int[] units = new int[size];
        Arrays.fill(units, Member.OUTSIDE);
        return units;
    }

    private List<FrozenChannels> frozen() {
        List<FrozenChannels> frozen = new ArrayList<>();
        for (Node producer : producers()) {
            Map<String, Integer> counts = new LinkedHashMap<>();
            for (int identity : trace.axis(producer.name()).identities()) {
                trace.frozen(identity).ifPresent(reason -> counts.merge(reason, 1, Integer::sum));
            }
            counts.forEach((reason, count) -> frozen.add(new FrozenChannels(producer.name(), count, reason)));
        }
        return frozen;
    }
}
