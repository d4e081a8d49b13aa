package io.espalier.models.coupling;

import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Makes groups of traced channels: two prunable channels are in one group if a chain of layers leads from one to the other. */
final class GroupAssembly {

    private final NetworkGraph graph;
    private final ChannelTrace trace;
    private final List<Node> producers;
    private final Map<Integer, Integer> groupOfIdentity = new LinkedHashMap<>();
    private final Map<Integer, Integer> unitOfIdentity = new LinkedHashMap<>();

    GroupAssembly(NetworkGraph graph) {
        this.graph = graph;
        this.trace = new ChannelTrace(graph);
        this.producers = graph.nodes().stream()
                .filter(node -> ChannelTrace.mixes(node.operator()))
                .toList();
    }

    Coupling assemble() {
        List<String> names = numberUnits();
        List<ChannelGroup> groups = new ArrayList<>();
        for (int group = 0; group < names.size(); group++) {
            int number = group;
            int width = (int) groupOfIdentity.values().stream()
                    .filter(found -> found == number)
                    .count();
            groups.add(new ChannelGroup(names.get(group), width, members(number)));
        }
        return new Coupling(groups, frozen());
    }

    /** Gives every prunable channel its group and its unit, in the order of the layers that make them; returns the groups' names. */
    private List<String> numberUnits() {
        DisjointSets chains = chainProducers();
        Map<Integer, Integer> numberOfChain = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        List<Integer> widths = new ArrayList<>();
        for (int producer = 0; producer < producers.size(); producer++) {
            String name = producers.get(producer).name();
            for (int identity : prunable(name)) {
                if (groupOfIdentity.containsKey(identity)) {
                    continue;
                }
                int group = numberOfChain.computeIfAbsent(chains.find(producer), chain -> names.size());
                if (group == names.size()) {
                    names.add(name);
                    widths.add(0);
                }
                groupOfIdentity.put(identity, group);
                unitOfIdentity.put(identity, widths.get(group));
                widths.set(group, widths.get(group) + 1);
            }
        }
        return names;
    }

    /** Sets of producers (by index) that make at least one prunable channel in common. */
    private DisjointSets chainProducers() {
        DisjointSets chains = new DisjointSets();
        Map<Integer, Integer> maker = new TreeMap<>();
        for (int producer = 0; producer < producers.size(); producer++) {
            int index = chains.add();
            for (int identity : prunable(producers.get(producer).name())) {
                chains.union(index, maker.computeIfAbsent(identity, unseen -> index));
            }
        }
        return chains;
    }

    private List<Integer> prunable(String producer) {
        return trace.identities(producer).stream()
                .filter(identity -> trace.frozen(identity).isEmpty())
                .distinct()
                .toList();
    }

    private List<Member> members(int group) {
        List<Member> members = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (node.parameters().isEmpty()) {
                continue;
            }
            if (ChannelTrace.mixes(node.operator())) {
                addMember(members, group, node.name(), Axis.IN, node.inputs().get(0));
            }
            addMember(members, group, node.name(), Axis.OUT, node.name());
        }
        return members;
    }

    private void addMember(List<Member> members, int group, String node, Axis axis, String tensor) {
        List<Integer> units = trace.identities(tensor).stream()
                .map(identity -> Objects.equals(groupOfIdentity.get(identity), group)
                        ? unitOfIdentity.getOrDefault(identity, Member.OUTSIDE)
                        : Member.OUTSIDE)
                .toList();
        if (units.stream().anyMatch(unit -> unit != Member.OUTSIDE)) {
            members.add(new Member(node, axis, units));
        }
    }

    private List<FrozenChannels> frozen() {
        List<FrozenChannels> frozen = new ArrayList<>();
        for (Node producer : producers) {
            Map<String, Integer> counts = new LinkedHashMap<>();
            for (int identity : trace.identities(producer.name())) {
                trace.frozen(identity).ifPresent(reason -> counts.merge(reason, 1, Integer::sum));
            }
            counts.forEach((reason, count) -> frozen.add(new FrozenChannels(producer.name(), count, reason)));
        }
        return frozen;
    }
}
