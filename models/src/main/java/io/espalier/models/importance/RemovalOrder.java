package io.espalier.models.importance;

import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.NetworkGraph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The units of all groups in the order in which they go, found once; from then on a plan for any budget is a matter of how many go. What a
 * smaller budget removes, a still smaller one removes too. Immutable.
 */
public final class RemovalOrder {

    private final List<ChannelGroup> groups;
    private final UnitRanking ranking;
    private final List<String> order;
    private final double floor;

    private RemovalOrder(List<ChannelGroup> groups, UnitRanking ranking, List<String> order, double floor) {
        this.groups = groups;
        this.ranking = ranking;
        this.order = order;
        this.floor = floor;
    }

    /**
     * Orders the units of a network.
     *
     * @param groups of this network, as {@code Coupling} finds them, or those of them that may lose units
     * @throws IllegalArgumentException if the criterion gives a score that is not finite, or not one per unit
     */
    public static RemovalOrder of(
            NetworkGraph graph, List<ChannelGroup> groups, Importance importance, RankingSettings settings) {
        Map<String, double[]> scores = UnitRanking.scores(graph, groups, importance);
        UnitRanking ranking = UnitRanking.of(scores);
        List<String> order = new UnitQueue(graph, groups, ranking, settings).order(scores);
        return new RemovalOrder(List.copyOf(groups), ranking, List.copyOf(order), settings.floor());
    }

    /** The ranking inside each group. */
    public UnitRanking ranking() {
        return ranking;
    }

    /** How many units can go at all. */
    public int removable() {
        return order.size();
    }

    /**
     * Units kept per group when so many go.
     *
     * @param removed in [0, {@link #removable()}]
     * @throws IllegalArgumentException if {@code removed} is out of range
     */
    public Map<String, Integer> counts(int removed) {
        if (!(removed >= 0 && removed <= order.size())) {
            throw new IllegalArgumentException("removed must be in [0, %d]: %d".formatted(order.size(), removed));
        }
        Map<String, Integer> counts = new LinkedHashMap<>();
        groups.forEach(group -> counts.put(group.name(), group.width()));
        order.subList(0, removed).forEach(group -> counts.merge(group, -1, Integer::sum));
        return counts;
    }

    /** The plan that is left when so many go; as {@link #counts}. */
    public PruningPlan remove(int removed) {
        return ranking.keep(counts(removed));
    }

    /**
     * The plan without a share of all units of all groups, rounded to a whole number.
     *
     * @param ratio removed share, in [0, 1)
     * @throws IllegalArgumentException if not so many units can go
     */
    public PruningPlan removeShare(double ratio) {
        int units = groups.stream().mapToInt(ChannelGroup::width).sum();
        if (!(ratio >= 0 && Math.round(ratio * units) <= order.size())) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "ratio must be in [0, %.4f] for a floor of %s: %s",
                    (double) order.size() / units,
                    floor,
                    ratio));
        }
        return remove((int) Math.round(ratio * units));
    }

    /**
     * The plan that removes no more units than it must for the network to fit.
     *
     * @param cost of the whole network, with at least these groups
     * @param share of the unpruned network's MACs that may be left, in (0, 1]
     * @throws IllegalArgumentException if the smallest network is still too large
     */
    public PruningPlan withinMacs(CostModel cost, double share) {
        double most = share * cost.whole().macs();
        long least = macs(cost, order.size());
        if (!(least <= most)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "share must be at least %.4f, which the smallest network needs: %s",
                    (double) least / cost.whole().macs(),
                    share));
        }
        int tooFew = -1;
        int enough = order.size();
        while (enough - tooFew > 1) {
            int middle = (tooFew + enough) / 2;
            if (macs(cost, middle) <= most) {
                enough = middle;
            } else {
                tooFew = middle;
            }
        }
        return remove(enough);
    }

    private long macs(CostModel cost, int removed) {
        return cost.cost(counts(removed)).macs();
    }
}
