package io.espalier.experiments.pruning;

import io.espalier.experiments.config.LimitRequest;
import io.espalier.experiments.config.PlanConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.console.Table;
import io.espalier.experiments.policy.EvidenceCollection;
import io.espalier.experiments.policy.Recipe;
import io.espalier.experiments.policy.Recovery;
import io.espalier.experiments.training.EpochProgress;
import io.espalier.models.budget.UniformPlan;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.KeepLimits;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.data.ImageSet;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.importance.CriterionName;
import io.espalier.models.importance.Evidence;
import io.espalier.models.importance.Importance;
import io.espalier.models.importance.UnitRanking;
import io.espalier.models.random.RandomKey;
import io.espalier.models.surgery.Surgeon;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Prunes by hand: surgery, recovery, and the accuracy after each stage. */
public final class PlanJob {

    private final PlanConfig config;
    private final Console console;
    private final Interruption interruption;

    public PlanJob(PlanConfig config, Console console, Interruption interruption) {
        this.config = config;
        this.console = console;
        this.interruption = interruption;
    }

    /**
     * The smaller network.
     *
     * @throws io.espalier.experiments.config.ConfigException if the plan does not fit the network
     * @throws IllegalArgumentException if the data do not fit the network
     * @throws java.io.UncheckedIOException if the data cannot be read
     */
    public NetworkGraph run(NetworkGraph whole) {
        List<ChannelGroup> groups = Coupling.groups(whole);
        if (config.recovery() == PlanConfig.Recovery.NONE) {
            return Surgeon.prune(whole, groups, plan(whole, groups, () -> withoutData(config)));
        }
        Recovery recovery = Recovery.prepare(
                whole,
                new Recipe(
                        config.seed(),
                        config.data(),
                        config.calibration(),
                        config.fineTuning().withSeed(config.seed())));
        PruningPlan plan = plan(whole, groups, () -> measured(config, recovery));
        NetworkGraph cut = Surgeon.prune(whole, groups, plan);
        recovery.data().lines().forEach(console::note);
        Table table = new Table("stage", "search accuracy");
        ImageSet search = recovery.splits().search();
        add(table, "unpruned", whole, recovery, search);
        add(table, "surgery", cut, recovery, search);
        NetworkGraph recovered = recovery.reconstruct(plan);
        add(table, "reconstruction", recovered, recovery, search);
        if (config.recalibrate()) {
            recovered = recovery.recalibrate(recovered);
            add(table, "recalibration", recovered, recovery, search);
        }
        recovery.untrainable().ifPresent(reason -> console.note("cannot be fine-tuned: " + reason));
        if (config.recovery() == PlanConfig.Recovery.FINE_TUNE
                && recovery.untrainable().isEmpty()) {
            recovered = fineTuned(recovery, recovered);
            add(table, "fine-tuning", recovered, recovery, search);
        }
        table.lines().forEach(console::print);
        console.print(String.format(
                Locale.ROOT,
                "test accuracy %.4f, unpruned %.4f",
                recovery.accuracy(recovered, recovery.splits().test()),
                recovery.accuracy(whole, recovery.splits().test())));
        return recovered;
    }

    /** What was said of single groups holds; the others are pruned evenly to the budget. */
    private PruningPlan plan(NetworkGraph whole, List<ChannelGroup> groups, Supplier<Evidence> evidence) {
        HandPlan plan = new HandPlan(groups, config.groups());
        KeepLimits limits = KeepLimits.of(
                        groups, config.limits().stream().map(LimitRequest::rule).toList())
                .pinned(plan.counts());
        Map<String, Integer> counts = UniformPlan.within(CostModel.of(whole, groups), limits, config.budget())
                .kept();
        Importance importance = CriterionName.named(config.importance()).importance(evidence.get());
        return plan.plan(UnitRanking.of(whole, groups, importance), counts);
    }

    private NetworkGraph fineTuned(Recovery recovery, NetworkGraph network) {
        int epochs = config.fineTuning().epochs();
        try (EpochProgress progress = new EpochProgress(console, interruption, epochs)) {
            return recovery.fineTune(network, progress);
        }
    }

    private static void add(Table table, String stage, NetworkGraph network, Recovery recovery, ImageSet images) {
        table.row(stage, String.format(Locale.ROOT, "%.4f", recovery.accuracy(network, images)));
    }

    /** What criteria about weights, and the random one, need. */
    private static Evidence withoutData(PlanConfig config) {
        return Evidence.NONE.with(RandomKey.of(config.seed(), "importance"));
    }

    private static Evidence measured(PlanConfig config, Recovery recovery) {
        return new EvidenceCollection(recovery, EvidenceCollection.GRADIENT_IMAGES)
                .of(CriterionName.named(config.importance()).need());
    }
}
