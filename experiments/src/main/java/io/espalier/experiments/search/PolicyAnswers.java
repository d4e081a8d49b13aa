package io.espalier.experiments.search;

import io.espalier.agent.Beginning;
import io.espalier.agent.Learner;
import io.espalier.agent.RoundRunner;
import io.espalier.env.contract.SearchProblem;
import io.espalier.env.evaluation.Evaluation;
import io.espalier.env.evaluation.NetworkScorer;
import io.espalier.env.evaluation.RoundGate;
import io.espalier.env.phase.PhaseClock;
import io.espalier.env.profile.GroupProfile;
import io.espalier.env.walk.EpisodeOutcome;
import io.espalier.env.walk.PruningEnvironment;
import io.espalier.env.walk.PruningTask;
import io.espalier.env.walk.TaskModel;
import io.espalier.experiments.config.LoadedConfig;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.InterruptedRunException;
import io.espalier.experiments.policy.PolicyAssembly;
import io.espalier.experiments.policy.Recovered;
import io.espalier.experiments.policy.Recovery;
import io.espalier.models.action.BudgetFill;
import io.espalier.models.action.BudgetGuard;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.graph.GraphDigest;
import io.espalier.models.policy.Policy;
import io.espalier.models.random.RandomKey;
import io.espalier.models.runtime.PreparedImages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Plans by the policy of a run that has ended, without a search. The network is read, calibrated and profiled as a search does it. On the
 * run's own network all that its learner knows is used, and what the run has found; on another one the actor alone.
 */
public final class PolicyAnswers {

    private final LoadedConfig<SearchConfig> loaded;
    private final EarlierRun run;
    private final Console console;

    /**
     * @param loaded the run's config with what is to be different
     * @param run folder of the run
     * @throws io.espalier.experiments.config.ConfigException if it is no run that has ended and left a learner with an actor
     */
    public PolicyAnswers(LoadedConfig<SearchConfig> loaded, Path run, Console console) {
        this.loaded = loaded;
        this.run = EarlierRun.of("RUN", run);
        this.console = console;
    }

    /**
     * What the policy answers to a budget.
     *
     * @param budget share of the MACs that it was asked for
     * @param groups by their order: name, width and kept count
     * @param evaluation of the reconstructed network on the search split
     * @param macsShare kept share of the MACs
     * @param policy as a search would write it
     */
    public record Answer(double budget, List<Group> groups, Evaluation evaluation, double macsShare, Policy policy) {

        public Answer {
            groups = List.copyOf(groups);
        }
    }

    /** A group of an answer. */
    public record Group(String name, int width, int kept) {}

    /**
     * One answer a budget.
     *
     * @param budgets shares of the MACs in (0, 1)
     * @param candidates plans of the learner that are scored for each. On the run's own network as many of the best that the run itself has
     *     found within the budget are too, and each of all of these with what it leaves of the budget spent; the one of the highest reward
     *     is the answer
     * @throws IllegalArgumentException if a budget cannot be reached, or the run's learner has other features than this network's
     */
    public List<Answer> of(List<Double> budgets, int candidates) {
        SearchConfig config = loaded.config();
        PhaseClock clock = PhaseClock.start();
        TaskAssembly assembly = new TaskAssembly(config, Preparation.of(config, clock));
        Recovery recovery = assembly.recovery();
        SearchImages images = new SearchImages(config, recovery);
        PreparedImages scored = images.scored();
        try (NetworkScorer engine = assembly.scorer(scored, clock)) {
            PreparedImages few = images.ofProfile(scored).orElse(scored);
            Evaluation unpruned = NetworkScorer.evaluate(recovery.unpruned(), few);
            console.note("profiling %d groups on %d images ..."
                    .formatted(recovery.groups().size(), few.size()));
            List<GroupProfile> profiles = assembly.profile(engine.on(few), unpruned, Optional.empty());
            String network = GraphDigest.of(recovery.unpruned());
            List<PruningPlan> found = run.isOf(network) ? run.plans() : List.of();
            Prepared prepared = new Prepared(assembly, profiles, learner(assembly, profiles, network), found, engine);
            List<Answer> answers = new ArrayList<>();
            for (double budget : budgets) {
                answers.add(answer(prepared, budget, candidates));
            }
            return answers;
        }
    }

    /**
     * What every answer needs.
     *
     * @param found what the run itself has evaluated, the best first; nothing of another network
     */
    private record Prepared(
            TaskAssembly assembly,
            List<GroupProfile> profiles,
            Learner learner,
            List<PruningPlan> found,
            NetworkScorer scorer) {}

    private Answer answer(Prepared prepared, double budget, int candidates) {
        PruningTask task = prepared.assembly().task(prepared.profiles(), Optional.empty(), budget);
        prepared.learner().face(TaskModel.problem(task, prepared.profiles()));
        RoundGate gate = new RoundGate(prepared.scorer(), candidates);
        RandomKey unused = RandomKey.of(1, "answer");
        List<PruningEnvironment> environments = IntStream.range(0, candidates)
                .mapToObj(place -> new PruningEnvironment(task, unused, plan -> gate.evaluate(place, plan)))
                .toList();
        try {
            RoundRunner.answer(prepared.learner(), environments);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException();
        }
        List<EpisodeOutcome> played = environments.stream()
                .map(environment -> environment.outcome().orElseThrow())
                .toList();
        EpisodeOutcome best = Stream.concat(played.stream(), known(prepared, task, played).stream())
                .max(Comparator.comparingDouble(outcome -> task.reward().merit(outcome.evaluation())))
                .orElseThrow();
        return answer(prepared, task, budget, best);
    }

    /** Those of the known plans; they are evaluated anew, since other keys may be other images. */
    private static List<EpisodeOutcome> known(Prepared prepared, PruningTask task, List<EpisodeOutcome> played) {
        List<PruningPlan> plans = knownPlans(
                prepared, task, played.stream().map(EpisodeOutcome::plan).toList());
        List<Evaluation> evaluations = prepared.scorer().evaluateAll(plans);
        return IntStream.range(0, plans.size())
                .mapToObj(i -> new EpisodeOutcome(
                        plans.get(i), evaluations.get(i), task.reward().merit(evaluations.get(i))))
                .toList();
    }

    /**
     * On the run's own network as many of the best plans within the bounds that the run has evaluated as were answered, then these and the
     * answers with what they leave of the budget spent; none of the answers themselves. Nothing on another network.
     */
    private static List<PruningPlan> knownPlans(Prepared prepared, PruningTask task, List<PruningPlan> answers) {
        if (prepared.found().isEmpty()) {
            return List.of();
        }
        BudgetGuard guard = task.guard();
        List<PruningPlan> found = prepared.found().stream()
                .filter(plan -> guard.holds(plan.countsOf(guard.groups())))
                .limit(answers.size())
                .toList();
        BudgetFill fill = TaskAssembly.spending(guard, prepared.profiles());
        return Stream.concat(
                        found.stream(),
                        Stream.concat(answers.stream(), found.stream()).map(plan -> spent(plan, fill, task)))
                .filter(plan -> !answers.contains(plan))
                .distinct()
                .toList();
    }

    private static PruningPlan spent(PruningPlan plan, BudgetFill fill, PruningTask task) {
        BudgetGuard guard = task.guard();
        List<Integer> kept =
                Arrays.stream(plan.countsOf(guard.groups())).boxed().toList();
        return task.ranking().keep(guard.named(fill.spent(kept)));
    }

    private Answer answer(Prepared prepared, PruningTask task, double budget, EpisodeOutcome outcome) {
        Recovery recovery = prepared.assembly().recovery();
        Evaluation evaluation = outcome.evaluation();
        Policy policy = PolicyAssembly.of(
                recovery,
                loaded.config().budget().withMacs(budget),
                outcome,
                Recovered.of(recovery.reconstruct(outcome.plan())),
                new Policy.Provenance(
                        prepared.learner().name(),
                        loaded.hash(),
                        Policy.Provenance.ANSWERED,
                        Optional.of(outcome.reward())));
        List<Group> groups = task.guard().groups().stream()
                .map(group -> new Group(
                        group.name(),
                        group.width(),
                        outcome.plan().keptOf(group).size()))
                .toList();
        return new Answer(budget, groups, evaluation, policy.expected().macs(), policy);
    }

    private Learner learner(TaskAssembly assembly, List<GroupProfile> profiles, String network) {
        PruningTask task = assembly.task(profiles, Optional.empty());
        SearchProblem problem = TaskModel.problem(task, profiles);
        Learner learner = assembly.learner(task, new Beginning(List.of(problem), Optional.of(run.start(network))));
        if (run.isOf(network)) {
            learner.restore(run.folder().learner());
        }
        return learner;
    }
}
