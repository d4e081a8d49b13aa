package io.espalier.models.importance;

import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.ChannelGroup.Axis;
import io.espalier.models.coupling.ChannelGroup.Member;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.Roles;
import io.espalier.models.graph.TensorShape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lines up the units of all groups for removal. A unit is named by its group alone: inside a group the ranking says which one it is. */
final class UnitQueue {

    private final NetworkGraph graph;
    private final List<ChannelGroup> groups;
    private final UnitRanking ranking;
    private final RankingSettings settings;

    /** One unit in the queue; the smaller key goes first. */
    private record Place(String group, double key) {}

    UnitQueue(NetworkGraph graph, List<ChannelGroup> groups, UnitRanking ranking, RankingSettings settings) {
        this.graph = graph;
        this.groups = groups;
        this.ranking = ranking;
        this.settings = settings;
    }

    /** Names of groups, each as often as it can lose a unit. */
    List<String> order(Map<String, double[]> scores) {
        List<Place> places = new ArrayList<>();
        for (List<ChannelGroup> rivals : competitions()) {
            List<Place> competing = new ArrayList<>();
            rivals.forEach(group -> competing.addAll(places(group, scores.getOrDefault(group.name(), new double[0]))));
            places.addAll(settings.scope() == RankingSettings.Scope.GLOBAL ? competing : quantiles(competing));
        }
        Map<String, Integer> left = new LinkedHashMap<>();
        groups.forEach(group -> left.put(group.name(), group.width() - settings.least(group.width())));
        // Both sorts are stable, so units of equal keys go in the order of their groups.
        return places.stream()
                .sorted(Comparator.comparingDouble(Place::key))
                .map(Place::group)
                .filter(group -> left.merge(group, -1, Integer::sum) >= 0)
                .toList();
    }

    /** Sets of groups whose units are compared by their scores. */
    private List<List<ChannelGroup>> competitions() {
        return switch (settings.scope()) {
            case LOCAL -> groups.stream().map(List::of).toList();
            case GLOBAL -> List.of(groups);
            case HIERARCHICAL -> {
                Map<List<Integer>, List<ChannelGroup>> stages = new LinkedHashMap<>();
                groups.forEach(group -> stages.computeIfAbsent(spatialSize(group), size -> new ArrayList<>())
                        .add(group));
                yield List.copyOf(stages.values());
            }
        };
    }

    /** The units of a group, least important first, by their scaled score. */
    private List<Place> places(ChannelGroup group, double... scores) {
        double[] scaled = settings.scaling().apply(scores).orElseGet(() -> new double[scores.length]);
        List<Place> places = new ArrayList<>();
        List<Integer> ranked = ranking.ranked(group.name());
        for (int i = ranked.size() - 1; i >= 0; i--) {
            places.add(new Place(group.name(), scaled[ranked.get(i)]));
        }
        return places;
    }

    /** The same units with the share of their rivals that goes up to and with them as key. */
    private static List<Place> quantiles(List<Place> rivals) {
        List<Place> sorted =
                rivals.stream().sorted(Comparator.comparingDouble(Place::key)).toList();
        List<Place> quantiles = new ArrayList<>();
        for (Place place : sorted) {
            quantiles.add(new Place(place.group(), (quantiles.size() + 1.0) / sorted.size()));
        }
        return quantiles;
    }

    /** Sizes of the tensor in which the group's channels are first made, without the channels. */
    private List<Integer> spatialSize(ChannelGroup group) {
        Member maker = group.members().stream()
                .filter(member ->
                        member.axis() == Axis.OUT && graph.node(member.node()).has(Roles.WEIGHT))
                .findFirst()
                .orElse(group.members().get(0));
        TensorShape shape = graph.shape(maker.node());
        List<Integer> sizes = new ArrayList<>(shape.dimensions());
        sizes.remove(Math.min(maker.dimension(), sizes.size() - 1));
        return sizes;
    }
}
