package io.espalier.experiments.criteria;

import io.espalier.experiments.config.CriteriaConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.console.Progress;
import io.espalier.experiments.criteria.CriterionResult.Accuracies;
import io.espalier.experiments.policy.EvidenceCollection;
import io.espalier.experiments.policy.Recipe;
import io.espalier.experiments.policy.Recovery;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.dl4j.TrainingSettings;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.graph.UnsupportedNetworkException;
import io.espalier.models.importance.CriterionName;
import io.espalier.models.importance.Evidence;
import io.espalier.models.importance.Importance;
import io.espalier.models.importance.RandomImportance;
import io.espalier.models.importance.UnitRanking;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.random.RandomKey;
import io.espalier.models.runtime.EngineSettings;
import io.espalier.models.runtime.OnnxEngine;
import io.espalier.models.runtime.PreparedImages;
import io.espalier.models.surgery.Surgeon;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Prunes one network by every criterion at every ratio and measures what is left, with and without reconstruction. */
public final class CriteriaComparison {

    private static final int EVALUATION_BATCH = 250;

    private final CriteriaConfig config;
    private final Console console;
    private final Interruption interruption;

    public CriteriaComparison(CriteriaConfig config, Console console, Interruption interruption) {
        this.config = config;
        this.console = console;
        this.interruption = interruption;
    }

    /**
     * The comparison. Criteria whose evidence cannot be had of this network are left out, with a note.
     *
     * @throws IllegalArgumentException if network and data do not fit
     * @throws java.io.UncheckedIOException if the data cannot be read
     */
    public CriteriaTable run(NetworkGraph network) {
        Recovery recovery = Recovery.prepare(
                network, new Recipe(config.seed(), config.data(), config.calibration(), TrainingSettings.DEFAULTS));
        PreparedImages images =
                PreparedImages.of(recovery.splits().search(), recovery.normalisation(), EVALUATION_BATCH);
        note(
                "unpruned: search accuracy %.4f on %d images, %d groups",
                accuracy(network, images), images.size(), recovery.groups().size());
        List<Contender> contenders = contenders(recovery);
        List<CriterionResult> results = new ArrayList<>();
        try (Progress progress = Progress.of(console, "criteria", contenders.size())) {
            for (Contender contender : contenders) {
                results.add(measure(contender, recovery, images));
                progress.update(results.size(), contender.name());
            }
        }
        return new CriteriaTable(config.ratios(), macs(recovery), results);
    }

    /** A criterion that is ready to rank. */
    private record Contender(String name, Importance importance) {}

    private List<Contender> contenders(Recovery recovery) {
        EvidenceCollection collection = new EvidenceCollection(recovery, config.gradientImages());
        Map<Evidence.Kind, Evidence> collected = new EnumMap<>(Evidence.Kind.class);
        List<Contender> contenders = new ArrayList<>();
        for (CriterionName name : config.criteria()) {
            interruption.check();
            if (name == CriterionName.RANDOM) {
                contenders.addAll(draws());
                continue;
            }
            try {
                Evidence evidence = collected.computeIfAbsent(name.need(), kind -> collect(collection, kind));
                contenders.add(new Contender(name.id(), name.importance(evidence)));
            } catch (UnsupportedNetworkException e) {
                note("%s is left out: %s", name.id(), String.valueOf(e.getMessage()));
            }
        }
        return contenders;
    }

    private Evidence collect(EvidenceCollection collection, Evidence.Kind kind) {
        long start = System.nanoTime();
        Evidence evidence = collection.of(kind);
        note("%s: measured in %.1f s", kind.name().toLowerCase(Locale.ROOT), (System.nanoTime() - start) / 1e9);
        return evidence;
    }

    private List<Contender> draws() {
        RandomKey key = RandomKey.of(config.seed(), "importance");
        return IntStream.range(0, config.randomDraws())
                .mapToObj(draw -> new Contender(CriterionName.RANDOM.id(), new RandomImportance(key.at(draw))))
                .toList();
    }

    private CriterionResult measure(Contender contender, Recovery recovery, PreparedImages images) {
        NetworkGraph network = recovery.unpruned();
        long start = System.nanoTime();
        UnitRanking ranking = UnitRanking.of(network, recovery.groups(), contender.importance());
        double millis = (System.nanoTime() - start) / 1e6;
        List<Accuracies> accuracies = new ArrayList<>();
        for (double ratio : config.ratios()) {
            interruption.check();
            PruningPlan plan = ranking.keep(counts(recovery.groups(), ratio));
            accuracies.add(new Accuracies(
                    accuracy(Surgeon.prune(network, recovery.groups(), plan), images),
                    accuracy(recovery.reconstruct(plan), images)));
        }
        return new CriterionResult(contender.name(), accuracies, millis);
    }

    private List<Double> macs(Recovery recovery) {
        CostModel cost = CostModel.of(recovery.unpruned(), recovery.groups());
        return config.ratios().stream()
                .map(ratio ->
                        (double) cost.cost(counts(recovery.groups(), ratio)).macs()
                                / cost.whole().macs())
                .toList();
    }

    /** The same share of every group, rounded to whole units; one at least stays. */
    private static Map<String, Integer> counts(List<ChannelGroup> groups, double ratio) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        groups.forEach(group ->
                counts.put(group.name(), Math.max(1, group.width() - (int) Math.round(ratio * group.width()))));
        return counts;
    }

    private static double accuracy(NetworkGraph network, PreparedImages images) {
        try (OnnxEngine engine = OnnxEngine.open(OnnxCodec.toBytes(network), EngineSettings.DEFAULTS)) {
            return engine.score(images).accuracy();
        }
    }

    private void note(String form, Object... values) {
        console.note(String.format(Locale.ROOT, form, values));
    }
}
