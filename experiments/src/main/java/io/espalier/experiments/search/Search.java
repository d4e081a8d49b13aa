package io.espalier.experiments.search;

import io.espalier.agent.Beginning;
import io.espalier.agent.Learner;
import io.espalier.env.contract.SearchProblem;
import io.espalier.env.evaluation.CandidateEvaluator;
import io.espalier.env.evaluation.CandidateLatency;
import io.espalier.env.evaluation.Evaluation;
import io.espalier.env.evaluation.LatencyEvaluator;
import io.espalier.env.evaluation.NetworkScorer;
import io.espalier.env.evaluation.RememberedScores;
import io.espalier.env.phase.Phase;
import io.espalier.env.phase.PhaseClock;
import io.espalier.env.profile.GroupProfile;
import io.espalier.env.profile.Profiler;
import io.espalier.env.race.RacingScorer;
import io.espalier.env.scores.ScoreFile;
import io.espalier.env.walk.PruningTask;
import io.espalier.env.walk.TaskModel;
import io.espalier.experiments.config.LoadedConfig;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.console.Progress;
import io.espalier.experiments.interpretation.Interpretation;
import io.espalier.experiments.policy.PolicyAssembly;
import io.espalier.experiments.policy.Recovered;
import io.espalier.experiments.policy.Recovery;
import io.espalier.models.actor.ActorDescription;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.graph.NetworkGraph;
import io.espalier.models.policy.Policy;
import io.espalier.models.random.RandomKey;
import io.espalier.models.runtime.PreparedImages;
import io.espalier.tracking.journal.Journal;
import io.espalier.tracking.journal.RunEvent;
import io.espalier.tracking.run.AtomicFile;
import io.espalier.tracking.run.RunFolder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One search, from the profile to the report. The journal is written as it goes; whoever calls this owns the journal's end. */
final class Search {

    private final LoadedConfig<SearchConfig> loaded;
    private final SearchConfig config;
    private final TaskAssembly assembly;
    private final Recovery recovery;
    private final Optional<EarlierRun> earlier;
    private final Optional<SearchLatency> latency;
    private final Journal journal;
    private final Console console;
    private final Interruption interruption;
    private final PhaseClock clock;

    Search(
            LoadedConfig<SearchConfig> loaded,
            TaskAssembly assembly,
            Optional<SearchLatency> latency,
            Journal journal,
            Terminal terminal) {
        this.loaded = loaded;
        this.config = loaded.config();
        this.assembly = assembly;
        this.recovery = assembly.recovery();
        this.earlier = EarlierRun.of(config);
        this.latency = latency;
        this.journal = journal;
        this.console = terminal.console();
        this.interruption = terminal.interruption();
        this.clock = terminal.clock();
    }

    /** Who watches and may stop the search, and what times it. */
    record Terminal(Console console, Interruption interruption, PhaseClock clock) {}

    /** What the search found, before fine-tuning. */
    private record Found(
            Evaluation unpruned,
            Best best,
            PruningPlan uniformPlan,
            Evaluation uniform,
            Learner learner,
            PruningTask task) {}

    /** What sensitivity curves are measured with. */
    private record Curves(PreparedImages images, CandidateEvaluator scorer) {}

    /**
     * The subjects of the report: unpruned, the agent's best, and uniform where the config wants it; none if there is to be no report.
     *
     * @param ending whether the pruned ones are fine-tuned after reconstruction, and whether they are reported
     */
    List<Subject> run(RunFolder folder, SearchRun.Ending ending) {
        SearchImages shown = new SearchImages(config, recovery);
        PreparedImages images = shown.scored();
        Optional<PredictedLatency> table =
                clock.in(Phase.LATENCY_TABLE, () -> latency.flatMap(known -> known.predict(folder)));
        try (NetworkScorer engine = assembly.scorer(images, clock);
                ScoreFile memory =
                        ScoreFile.open(folder.scores(), ScoringFacts.of(config, recovery, assembly.engine()))) {
            RacingScorer race = new RacingScorer(
                    engine,
                    images,
                    config.evaluation().racing(),
                    config.reward().measure(),
                    RandomKey.of(config.seed(), "search.race"));
            RememberedScores scorer = new RememberedScores(race, engine::network, assembly.scores(memory));
            Optional<LatencyEvaluator> timed = latency.map(known -> new LatencyEvaluator(
                    scorer,
                    known.candidates(),
                    table.map(PredictedLatency::prediction),
                    assembly.reward()::merit,
                    config.budget().latency()));
            Curves curves = curves(shown, images, engine, scorer);
            Found found = search(new Evaluators(race, scorer, timed), curves, table, images);
            interruption.check();
            if (ending == SearchRun.Ending.FINE_TUNED) {
                clock.run(Phase.REPORT, () -> explain(found, table, scorer, folder));
            }
            return clock.in(Phase.REPORT, () -> deliver(images, found, folder, ending));
        }
    }

    private Found search(
            Evaluators evaluators, Curves curves, Optional<PredictedLatency> table, PreparedImages images) {
        assembly.beginProfile();
        Evaluation unpruned = NetworkScorer.evaluate(recovery.unpruned(), images);
        recovery.untrainable().ifPresent(this::warn);
        note(
                "unpruned: accuracy %.4f on the search split, %,d MACs, %,d parameters",
                unpruned.accuracy(), unpruned.cost().macs(), unpruned.cost().parameters());
        List<GroupProfile> profiles = clock.in(Phase.PROFILE, () -> profile(curves, table));
        PruningTask task = assembly.task(profiles, table);
        PruningPlan uniformPlan = task.ranking()
                .keep(task.guard()
                        .named(task.kept(Collections.nCopies(
                                task.guard().groups().size(), task.guard().uniformAction()))));
        Evaluation uniform = evaluators.measured(List.of(uniformPlan)).get(0);
        note(
                "uniform: accuracy %.4f%s, reward %.4f",
                uniform.accuracy(), ratio(uniform), task.reward().of(uniform));
        Optional<DrawnBudgets> drawn = Optional.of(new DrawnBudgets(config, assembly, profiles, table))
                .filter(budgets -> config.search().budgets().macs().drawn());
        List<SearchProblem> problems =
                drawn.map(DrawnBudgets::advised).orElseGet(() -> List.of(TaskModel.problem(task, profiles)));
        Learner learner = assembly.learner(
                task, new Beginning(problems, earlier.map(run -> run.start(GraphDigest.of(recovery.unpruned())))));
        Aim aim = new Aim(task, config.budget().latency(), drawn);
        return new Found(unpruned, walk(aim, evaluators, learner), uniformPlan, uniform, learner, task);
    }

    private void warn(String reason) {
        String message = "the network cannot be trained, so gradients count as 0 and nothing is fine-tuned: " + reason;
        journal.write(new RunEvent.Warned(message));
        console.note(message);
    }

    private List<GroupProfile> profile(Curves curves, Optional<PredictedLatency> table) {
        note(
                "profiling %d groups on %d images ...",
                recovery.groups().size(), curves.images().size());
        Evaluation unpruned = NetworkScorer.evaluate(recovery.unpruned(), curves.images());
        List<GroupProfile> profiles = assembly.profile(curves.scorer(), unpruned, table);
        Map<String, Map<String, Double>> facts = new TreeMap<>();
        profiles.forEach(profile -> facts.put(profile.group().name(), Profiler.facts(profile)));
        journal.write(new RunEvent.ProfileFinished(facts));
        return profiles;
    }

    private Best walk(Aim aim, Evaluators evaluators, Learner learner) {
        int episodes = config.search().episodes();
        SearchLoop loop = new SearchLoop(aim, evaluators, learner, new TimedJournal(journal, clock));
        try (Progress progress = Progress.of(console, "search", episodes)) {
            return loop.run(
                            episodes,
                            config.search().candidatesPerRound(),
                            RandomKey.of(config.seed(), "search.actions"),
                            interruption,
                            (done, best) -> progress.update(
                                    done, best.map(Search::describe).orElse("no candidate may win yet")))
                    .orElseGet(() -> {
                        Best last = new LastResort(config, aim, evaluators::measured).among(loop.candidates());
                        journal.write(last.event(aim.task().guard().groups()));
                        return last;
                    });
        }
    }

    private void explain(Found found, Optional<PredictedLatency> table, CandidateEvaluator scorer, RunFolder folder) {
        Interpretation interpretation = new Explanation(found.task(), table).of(found.best(), found.learner(), scorer);
        AtomicFile.write(folder.interpretation(), interpretation.json());
        journal.write(new RunEvent.ArtifactWritten(String.valueOf(folder.path().relativize(folder.interpretation()))));
        interpretation.lines().forEach(console::note);
    }

    private List<Subject> deliver(PreparedImages images, Found found, RunFolder folder, SearchRun.Ending ending) {
        boolean fineTuning = ending == SearchRun.Ending.FINE_TUNED;
        int epochs = config.fineTuning().epochs();
        Delivery delivery = new Delivery(
                recovery, folder, journal, new FineTuningListener.Factory(console, journal, interruption, epochs));
        delivery.writeLearner(
                found.learner(),
                found.task(),
                assembly.teaching(
                        found.task(),
                        new ActorDescription.Provenance(found.learner().name(), loaded.hash())));
        PruningPlan plan = found.best().outcome().plan();
        Recovered learned = clock.in(Phase.FINE_TUNING, () -> delivery.recover("learned", plan, fineTuning));
        delivery.write(
                learned,
                PolicyAssembly.of(recovery, config.budget(), found.best().outcome(), learned, provenance(found)));
        if (ending == SearchRun.Ending.UNREPORTED) {
            return List.of();
        }
        List<NetworkGraph> networks = new ArrayList<>(List.of(recovery.unpruned(), learned.fineTuned()));
        Map<String, Double> before = new LinkedHashMap<>();
        before.put("unpruned", found.unpruned().accuracy());
        before.put("learned", found.best().outcome().evaluation().accuracy());
        if (config.report().uniform()) {
            networks.add(clock.in(Phase.FINE_TUNING, () -> delivery.recover("uniform", found.uniformPlan(), fineTuning))
                    .fineTuned());
            before.put("uniform", found.uniform().accuracy());
        }
        Optional<List<Speed>> speeds =
                latency.map(known -> Speed.of(known.report(networks.subList(1, networks.size()))));
        List<Subject> subjects = new ArrayList<>();
        before.forEach((name, accuracy) -> subjects.add(delivery.report(
                name, networks.get(subjects.size()), accuracy, images, speeds.map(all -> all.get(subjects.size())))));
        journal.write(new RunEvent.RunDescribed(RunDescription.of(loaded, subjects)));
        return subjects;
    }

    private Policy.Provenance provenance(Found found) {
        return new Policy.Provenance(
                found.learner().name(),
                loaded.hash(),
                found.best().episode(),
                Optional.of(found.best().outcome().reward()));
    }

    /** On fewer images than candidates are scored on, where the config says so. */
    private Curves curves(SearchImages shown, PreparedImages images, NetworkScorer engine, RememberedScores scorer) {
        return shown.ofProfile(images)
                .map(few ->
                        new Curves(few, new RememberedScores(engine.on(few), engine::network, assembly.curveScores())))
                .orElseGet(() -> new Curves(images, scorer));
    }

    private static String describe(Best best) {
        Evaluation evaluation = best.outcome().evaluation();
        return String.format(
                Locale.ROOT,
                "best: reward %.4f, accuracy %.4f%s (episode %d)",
                best.outcome().reward(),
                evaluation.accuracy(),
                ratio(evaluation),
                best.episode());
    }

    private static String ratio(Evaluation evaluation) {
        return evaluation
                .latency()
                .map(CandidateLatency::ratio)
                .map(ratio -> String.format(Locale.ROOT, ", latency ratio %.3f", ratio))
                .orElse("");
    }

    private void note(String format, Object... values) {
        console.note(String.format(Locale.ROOT, format, values));
    }
}
