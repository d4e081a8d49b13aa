package io.espalier.experiments.search;

import io.espalier.agent.Learner;
import io.espalier.env.evaluation.Evaluation;
import io.espalier.env.evaluation.OnnxCandidateEvaluator;
import io.espalier.env.profile.GroupProfile;
import io.espalier.env.profile.Profiler;
import io.espalier.env.walk.PruningTask;
import io.espalier.experiments.config.LoadedConfig;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.console.Progress;
import io.espalier.experiments.policy.Policy;
import io.espalier.experiments.policy.Recovery;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.data.DataSplits;
import io.espalier.models.data.ImageSet;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.random.RandomKey;
import io.espalier.models.runtime.PreparedImages;
import io.espalier.tracking.journal.Journal;
import io.espalier.tracking.journal.RunEvent;
import io.espalier.tracking.run.RunFolder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One search, from the profile to the report. The journal is written as it goes; whoever calls this owns the journal's end. */
final class Search {

    private final LoadedConfig<SearchConfig> loaded;
    private final SearchConfig config;
    private final TaskAssembly assembly;
    private final Recovery recovery;
    private final Journal journal;
    private final Console console;
    private final Interruption interruption;

    Search(
            LoadedConfig<SearchConfig> loaded,
            TaskAssembly assembly,
            Journal journal,
            Console console,
            Interruption interruption) {
        this.loaded = loaded;
        this.config = loaded.config();
        this.assembly = assembly;
        this.recovery = assembly.recovery();
        this.journal = journal;
        this.console = console;
        this.interruption = interruption;
    }

    /** What the search found, before fine-tuning. */
    private record Found(
            Evaluation unpruned, Best best, PruningPlan uniformPlan, Evaluation uniform, Learner learner) {}

    /** The subjects of the report: unpruned, the agent's best, uniform. */
    List<Subject> run(RunFolder folder) {
        PreparedImages images = searchImages();
        int workers = config.workers() == 0 ? Runtime.getRuntime().availableProcessors() : config.workers();
        try (OnnxCandidateEvaluator evaluator = new OnnxCandidateEvaluator(
                recovery.unpruned(), recovery::reconstruct, images, config.latency(), workers)) {
            Found found = search(evaluator, images);
            interruption.check();
            return deliver(evaluator, images, found, folder);
        }
    }

    private Found search(OnnxCandidateEvaluator evaluator, PreparedImages images) {
        Evaluation unpruned =
                evaluator.evaluate(recovery.unpruned(), images, config.latency().pairs());
        recovery.untrainable().ifPresent(this::warn);
        note(
                "unpruned: accuracy %.4f on the search split, %,d MACs, %,d parameters",
                unpruned.accuracy(), unpruned.cost().macs(), unpruned.cost().parameters());
        PruningTask task = assembly.task(profile(evaluator, unpruned));
        PruningPlan uniformPlan = task.ranking()
                .keep(task.guard().named(task.guard().walked(task.guard().uniformAction())));
        Evaluation uniform = evaluator.evaluateAll(List.of(uniformPlan)).get(0);
        note(
                "uniform: accuracy %.4f, reward %.4f",
                uniform.accuracy(), config.reward().reward(uniform));
        Learner learner = assembly.learner(task);
        return new Found(unpruned, walk(task, evaluator, learner), uniformPlan, uniform, learner);
    }

    private void warn(String reason) {
        String message = "the network cannot be trained, so gradients count as 0 and nothing is fine-tuned: " + reason;
        journal.write(new RunEvent.Warned(message));
        console.note(message);
    }

    private List<GroupProfile> profile(OnnxCandidateEvaluator evaluator, Evaluation unpruned) {
        note("profiling %d groups ...", recovery.groups().size());
        List<GroupProfile> profiles = assembly.profile(evaluator, unpruned.accuracy());
        Map<String, Map<String, Double>> facts = new TreeMap<>();
        profiles.forEach(profile -> facts.put(profile.group().name(), Profiler.facts(profile)));
        journal.write(new RunEvent.ProfileFinished(facts));
        return profiles;
    }

    private Best walk(PruningTask task, OnnxCandidateEvaluator evaluator, Learner learner) {
        int episodes = config.search().episodes();
        try (Progress progress = Progress.of(console, "search", episodes)) {
            return new SearchLoop(task, evaluator, learner, journal)
                    .run(
                            episodes,
                            config.search().candidatesPerRound(),
                            RandomKey.of(config.seed(), "search.actions"),
                            interruption,
                            (done, best) -> progress.update(done, describe(best)));
        }
    }

    private List<Subject> deliver(
            OnnxCandidateEvaluator evaluator, PreparedImages images, Found found, RunFolder folder) {
        int epochs = config.fineTuning().epochs();
        Delivery delivery = new Delivery(
                recovery, folder, journal, new FineTuningListener.Factory(console, journal, interruption, epochs));
        delivery.writeActor(found.learner());
        PruningPlan plan = found.best().outcome().plan();
        Delivery.Delivered learned = delivery.recover("learned", plan);
        delivery.write(learned, plan, provenance(found));
        Delivery.Delivered uniform = delivery.recover("uniform", found.uniformPlan());
        Map<String, Double> before = new LinkedHashMap<>();
        before.put("unpruned", found.unpruned().accuracy());
        before.put("learned", found.best().outcome().evaluation().accuracy());
        before.put("uniform", found.uniform().accuracy());
        List<NetworkGraph> networks = List.of(recovery.unpruned(), learned.fineTuned(), uniform.fineTuned());
        List<Subject> subjects = new ArrayList<>();
        before.forEach((name, accuracy) -> subjects.add(delivery.report(
                name,
                networks.get(subjects.size()),
                accuracy,
                evaluator,
                images,
                config.latency().finalPairs())));
        return subjects;
    }

    private Policy.Provenance provenance(Found found) {
        Evaluation evaluation = found.best().outcome().evaluation();
        return new Policy.Provenance(
                found.learner().name(),
                loaded.hash(),
                found.best().episode(),
                found.best().outcome().reward(),
                evaluation.accuracy(),
                (double) evaluation.cost().macs() / found.unpruned().cost().macs());
    }

    private PreparedImages searchImages() {
        ImageSet search = recovery.splits().search();
        int wanted = config.evaluation().searchImages();
        ImageSet used = wanted == 0 || wanted >= search.size() ? search : DataSplits.firstOfEachClass(search, wanted);
        return PreparedImages.of(
                used, recovery.normalisation(), config.evaluation().batch());
    }

    private static String describe(Best best) {
        Evaluation evaluation = best.outcome().evaluation();
        return String.format(
                Locale.ROOT,
                "best: reward %.4f, accuracy %.4f%s (episode %d)",
                best.outcome().reward(),
                evaluation.accuracy(),
                evaluation
                        .latency()
                        .map(ratio -> String.format(Locale.ROOT, ", latency ratio %.3f", ratio.ratio()))
                        .orElse(""),
                best.episode());
    }

    private void note(String format, Object... values) {
        console.note(String.format(Locale.ROOT, format, values));
    }
}
