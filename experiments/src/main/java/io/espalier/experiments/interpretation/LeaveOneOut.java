package io.espalier.experiments.interpretation;

import io.espalier.env.evaluation.CandidateEvaluator;
import io.espalier.env.evaluation.Evaluation;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.PruningPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Finds what each group's pruning costs and brings by making the group whole again.
 *
 * @param groups of the network
 * @param cost MACs from the kept count of each group
 * @param latency predicted ratio to the unpruned network from the kept count of each group; empty where nothing predicts
 */
public record LeaveOneOut(List<ChannelGroup> groups, CostModel cost, Optional<ToDoubleFunction<int[]>> latency) {

    public LeaveOneOut {
        groups = List.copyOf(groups);
    }

    /**
     * One effect a group, in the groups' order. Evaluates one network for each group that is pruned.
     *
     * @param evaluated what the plan was evaluated to
     * @param evaluator of accuracies, on the same images
     */
    public List<GroupEffect> of(PruningPlan plan, Evaluation evaluated, CandidateEvaluator evaluator) {
        List<ChannelGroup> pruned = groups.stream()
                .filter(group -> plan.keptOf(group).size() < group.width())
                .toList();
        List<Evaluation> without = evaluator.evaluateAll(
                pruned.stream().map(group -> without(plan, group)).toList());
        List<GroupEffect> effects = new ArrayList<>();
        for (ChannelGroup group : groups) {
            int place = pruned.indexOf(group);
            double back = place < 0 ? evaluated.accuracy() : without.get(place).accuracy();
            effects.add(effect(plan, group, back - evaluated.accuracy()));
        }
        return effects;
    }

    private GroupEffect effect(PruningPlan plan, ChannelGroup group, double accuracyCost) {
        int[] with = plan.countsOf(groups);
        int[] whole = without(plan, group).countsOf(groups);
        double macs = (double) (cost.cost(whole).macs() - cost.cost(with).macs())
                / cost.whole().macs();
        return new GroupEffect(
                group.name(),
                group.width(),
                plan.keptOf(group).size(),
                accuracyCost,
                macs,
                latency.map(ratio -> ratio.applyAsDouble(whole) - ratio.applyAsDouble(with)));
    }

    private static PruningPlan without(PruningPlan plan, ChannelGroup group) {
        SortedMap<String, List<Integer>> kept = new TreeMap<>(plan.kept());
        kept.remove(group.name());
        return new PruningPlan(kept);
    }
}
