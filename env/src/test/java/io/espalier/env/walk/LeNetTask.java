package io.espalier.env.walk;

import io.espalier.env.profile.GroupProfile;
import io.espalier.env.reward.RewardSettings;
import io.espalier.env.state.StateEncoder;
import io.espalier.env.state.StateSettings;
import io.espalier.models.action.ActionGrid;
import io.espalier.models.action.ActionSettings;
import io.espalier.models.action.Bound;
import io.espalier.models.action.BudgetFill;
import io.espalier.models.action.BudgetGuard;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.importance.UnitRanking;
import io.espalier.models.profile.WeightStatistics;
import io.espalier.models.zoo.ZooNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** LeNet-5, whose four groups are conv1 (6), conv2 (16), fc1 (120) and fc2 (84), with made-up facts; the highest index is the most important. */
final class LeNetTask {

    static final NetworkGraph GRAPH = ZooNetwork.LENET5.create(TensorShape.image(1, 28, 28), 10, 1);
    static final List<ChannelGroup> GROUPS = Coupling.groups(GRAPH);
    static final CostModel COST = CostModel.of(GRAPH, GROUPS);
    static final double LATENCY_BUDGET = 0.9;

    private LeNetTask() {}

    /** A task with a budget of MACs beside that of latency. */
    static PruningTask of(double macs) {
        BudgetGuard guard = new BudgetGuard(
                ActionGrid.of(GROUPS, ActionSettings.DEFAULTS), List.of(Bound.macs(macs, COST), latencyBound()));
        UnitRanking ranking = UnitRanking.of(GRAPH, GROUPS, (graph, group) -> IntStream.range(0, group.width())
                .asDoubleStream()
                .toArray());
        return new PruningTask(
                guard,
                Optional.empty(),
                encoder(),
                ranking,
                COST,
                RewardSettings.DEFAULTS.withLatencyExponent(0).create(COST.whole()));
    }

    /** The same, which spends what is left of its budgets. */
    static PruningTask spending(double macs) {
        PruningTask leaving = of(macs);
        return new PruningTask(
                leaving.guard(),
                Optional.of(new BudgetFill(leaving.guard(), (group, kept) -> 0)),
                leaving.encoder(),
                leaving.ranking(),
                COST,
                leaving.reward());
    }

    static StateEncoder encoder() {
        return new StateEncoder(profiles(), List.of(), StateSettings.DEFAULTS);
    }

    static List<GroupProfile> profiles() {
        List<GroupProfile> profiles = new ArrayList<>();
        for (ChannelGroup group : GROUPS) {
            profiles.add(profile(group, 0.001 * (profiles.size() + 1)));
        }
        return profiles;
    }

    /** Every group takes time by its own count alone. */
    private static Bound latencyBound() {
        double whole = Arrays.stream(COST.widths()).sum();
        return new Bound(
                Bound.LATENCY,
                LATENCY_BUDGET,
                false,
                kept -> Arrays.stream(kept).sum() / whole);
    }

    private static GroupProfile profile(ChannelGroup group, double taylor) {
        return new GroupProfile(
                group,
                new GroupProfile.Geometry(3, 49, 9, 2),
                0.5,
                0.5,
                new GroupProfile.Statistics(
                        new WeightStatistics(0.1, 0.2, 0.05),
                        new GroupProfile.Gradients(0.01, taylor, 0.1 * taylor, 1.5),
                        new GroupProfile.Activation(0.3, 0.4, 0.5),
                        new GroupProfile.Redundancy(0.3, 0.1)),
                new GroupProfile.Sensitivity(
                        List.of(0.25, 0.5, 0.75), List.of(-0.01, 0.1, 0.4), List.of(-0.01, 0.1, 0.4)),
                new GroupProfile.Latency(0.2, 10 * taylor));
    }
}
