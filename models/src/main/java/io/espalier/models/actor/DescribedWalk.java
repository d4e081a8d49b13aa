package io.espalier.models.actor;

import io.espalier.models.action.ActionGrid;
import io.espalier.models.action.ActionSettings;
import io.espalier.models.action.Bound;
import io.espalier.models.action.BudgetFill;
import io.espalier.models.action.BudgetGuard;
import io.espalier.models.action.LegalCounts;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.walk.Feature;
import io.espalier.models.walk.Figure;
import io.espalier.models.walk.Observations;
import io.espalier.models.walk.Walk;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The walk that a description tells of.
 *
 * @param groups of the network, in the description's order
 * @param cost of that network
 */
record DescribedWalk(ActorDescription description, List<ChannelGroup> groups, CostModel cost) {

    /**
     * The walk within budgets.
     *
     * @param budgets shares by the bounds' keys
     * @throws IllegalArgumentException if a share is out of its range, or the budgets cannot be reached, naming what can be
     */
    Walk within(Map<String, Double> budgets) {
        ActorDescription.Rules rules = description.rules();
        ActionSettings settings =
                ActionSettings.DEFAULTS.withMaxRatio(rules.maxRatio()).withChannelMultiple(rules.channelMultiple());
        List<LegalCounts> legal = description.groups().stream()
                .map(group -> new LegalCounts(group.counts()))
                .toList();
        BudgetGuard guard = new BudgetGuard(new ActionGrid(groups, settings, legal), bounds(budgets));
        return new Walk(guard, fill(guard), observations(), cost);
    }

    private List<Bound> bounds(Map<String, Double> budgets) {
        return List.of(
                Bound.macs(share(budgets, Bound.MACS), cost),
                Bound.parameters(share(budgets, Bound.PARAMETERS), cost),
                Bound.bytes(
                        share(budgets, Bound.BYTES), cost, description.rules().fileBytes()),
                Bound.peakMemory(share(budgets, Bound.PEAK_MEMORY), cost));
    }

    private static double share(Map<String, Double> budgets, String key) {
        return budgets.getOrDefault(key, 1.0);
    }

    private Optional<BudgetFill> fill(BudgetGuard guard) {
        boolean fills =
                description.groups().stream().allMatch(group -> group.drops().isPresent());
        return Optional.of(new BudgetFill(guard, this::drop)).filter(fill -> fills);
    }

    /** Only legal counts are asked for. */
    private double drop(int group, int kept) {
        ActorDescription.Group described = description.groups().get(group);
        return described.drops().orElseThrow().get(described.counts().indexOf(kept));
    }

    private Observations observations() {
        return new Observations(
                description.features().stream().map(DescribedWalk::feature).toList());
    }

    private static Feature feature(ActorDescription.Input input) {
        return input.values()
                .<Feature>map(values -> new Feature.OfGroup(input.name(), values))
                .orElseGet(() -> new Feature.OfEpisode(
                        Figure.named(input.formula().orElseThrow()).orElseThrow()));
    }
}
