package io.espalier.experiments.pruning;

import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.config.GroupRequest;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.KeepRule;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.importance.UnitRanking;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** From what a person says of groups to the units that stay. Of two requests that fit a group the later one holds. */
final class HandPlan {

    private final List<ChannelGroup> groups;
    private final Map<String, List<Integer>> units = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();

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
        return Collections.unmodifiableMap(counts);
    }

    /**
     * The plan.
     *
     * @param everyCount units that stay by group; groups that are not named stay whole
     */
    PruningPlan plan(UnitRanking ranking, Map<String, Integer> everyCount) {
        TreeMap<String, List<Integer>> kept =
                new TreeMap<>(ranking.keep(everyCount).kept());
        kept.putAll(units);
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
        counts.put(group.name(), kept);
        units.remove(group.name());
        if (!request.units().isEmpty()) {
            units.put(group.name(), request.units().stream().sorted().toList());
        }
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
