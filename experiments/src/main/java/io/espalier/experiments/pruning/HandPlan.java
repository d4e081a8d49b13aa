package io.espalier.experiments.pruning;

import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.config.GroupRequest;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.KeepRule;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.importance.UnitRanking;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** From what a person says of groups to the units that stay. Of two requests that fit a group the later one holds. */
final class HandPlan {

    private final List<ChannelGroup> groups;
    private final Map<String, GroupRequest> requests = new LinkedHashMap<>();

    /** @throws ConfigException if a request fits no group, or asks of a group what it does not have */
    HandPlan(List<ChannelGroup> groups, List<GroupRequest> requests) {
        this.groups = groups;
        for (GroupRequest request : requests) {
            List<ChannelGroup> fitting =
                    groups.stream().filter(KeepRule.of(request.group())::fits).toList();
            if (fitting.isEmpty()) {
                throw new ConfigException("groups must name a group of the network: '%s' (the groups are %s)"
                        .formatted(
                                request.group(),
                                groups.stream().map(ChannelGroup::name).toList()));
            }
            fitting.forEach(group -> put(group, request));
        }
    }

    /** Units that stay of each group of which something was said. */
    Map<String, Integer> counts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (ChannelGroup group : groups) {
            GroupRequest request = requests.get(group.name());
            if (request != null) {
                counts.put(group.name(), kept(group, request));
            }
        }
        return counts;
    }

    /**
     * The plan.
     *
     * @param counts units that stay by group; groups that are not named stay whole
     */
    PruningPlan plan(UnitRanking ranking, Map<String, Integer> counts) {
        TreeMap<String, List<Integer>> kept = new TreeMap<>(ranking.keep(counts).kept());
        requests.forEach((group, request) -> {
            if (!request.units().isEmpty()) {
                kept.put(
                        group,
                        new ArrayList<>(request.units()).stream().sorted().toList());
            }
        });
        PruningPlan plan = new PruningPlan(kept);
        plan.requireFits(groups);
        return plan;
    }

    private void put(ChannelGroup group, GroupRequest request) {
        int kept = kept(group, request);
        if (!(kept >= 1 && kept <= group.width())) {
            throw new ConfigException(
                    "groups must keep 1 to %d units of '%s': %d".formatted(group.width(), group.name(), kept));
        }
        requests.put(group.name(), request);
    }

    private static int kept(ChannelGroup group, GroupRequest request) {
        if (!request.units().isEmpty()) {
            return request.units().size();
        }
        return request.keep() > 0
                ? request.keep()
                : Math.max(1, (int) Math.rint(group.width() * (1 - request.ratio())));
    }
}
