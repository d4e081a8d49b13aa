package io.espalier.experiments.pruning;

import io.espalier.experiments.config.PlanConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.console.Table;
import io.espalier.experiments.policy.Recipe;
import io.espalier.experiments.policy.Recovery;
import io.espalier.experiments.training.EpochProgress;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.Coupling;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.data.ImageSet;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.importance.CoupledImportance;
import io.espalier.models.importance.L1Norm;
import io.espalier.models.importance.UnitRanking;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.OnnxEngine;
import io.espalier.models.surgery.Surgeon;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prunes by hand: surgery, recovery, and the accuracy after each stage. */
public final class PlanJob {

    private static final int EVALUATION_BATCH = 250;

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
        PruningPlan plan = plan(whole, groups);
        NetworkGraph cut = Surgeon.prune(whole, groups, plan);
        if (config.recovery() == PlanConfig.Recovery.NONE) {
            return cut;
        }
        Recovery recovery = Recovery.prepare(
                whole,
                new Recipe(
                        config.seed(),
                        config.data(),
                        config.calibration(),
                        config.fineTuning().withSeed(config.seed())));
        Table table = new Table("stage", "search accuracy");
        ImageSet search = recovery.splits().search();
        add(table, "unpruned", whole, recovery, search);
        add(table, "surgery", cut, recovery, search);
        NetworkGraph recovered = recovery.reconstruct(plan);
        add(table, "reconstruction", recovered, recovery, search);
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
                accuracy(recovered, recovery, recovery.splits().test()),
                accuracy(whole, recovery, recovery.splits().test())));
        return recovered;
    }

    private PruningPlan plan(NetworkGraph whole, List<ChannelGroup> groups) {
        UnitRanking ranking = UnitRanking.of(whole, groups, CoupledImportance.of(new L1Norm()));
        HandPlan plan = new HandPlan(groups, config.groups());
        Map<String, Integer> counts = plan.counts();
        return plan.plan(ranking, counts);
    }

    private NetworkGraph fineTuned(Recovery recovery, NetworkGraph network) {
        int epochs = config.fineTuning().epochs();
        try (EpochProgress progress = new EpochProgress(console, interruption, epochs)) {
            return recovery.fineTune(network, progress);
        }
    }

    private static void add(Table table, String stage, NetworkGraph network, Recovery recovery, ImageSet images) {
        table.row(stage, String.format(Locale.ROOT, "%.4f", accuracy(network, recovery, images)));
    }

    private static double accuracy(NetworkGraph network, Recovery recovery, ImageSet images) {
        try (OnnxEngine engine = OnnxEngine.open(OnnxCodec.toBytes(network), EngineSettings.DEFAULTS)) {
            return engine.accuracy(images, recovery.normalisation(), EVALUATION_BATCH);
        }
    }
}
