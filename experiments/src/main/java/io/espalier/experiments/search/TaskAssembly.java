package io.espalier.experiments.search;

import io.espalier.agent.Beginning;
import io.espalier.agent.Learner;
import io.espalier.agent.LearnerKind;
import io.espalier.agent.LearnerSettings;
import io.espalier.env.evaluation.CandidateEngines;
import io.espalier.env.evaluation.CandidateEvaluator;
import io.espalier.env.evaluation.EngineChoice;
import io.espalier.env.evaluation.Evaluation;
import io.espalier.env.evaluation.NetworkScorer;
import io.espalier.env.evaluation.ScoreMemory;
import io.espalier.env.phase.PhaseClock;
import io.espalier.env.profile.ExpectedDrop;
import io.espalier.env.profile.GroupProfile;
import io.espalier.env.profile.Profiler;
import io.espalier.env.race.RaceSettings;
import io.espalier.env.reward.Reward;
import io.espalier.env.state.StateEncoder;
import io.espalier.env.walk.PruningTask;
import io.espalier.experiments.config.SearchConfig;
import io.espalier.experiments.policy.ActorAssembly;
import io.espalier.experiments.policy.Recovery;
import io.espalier.models.action.ActionGrid;
import io.espalier.models.action.Bound;
import io.espalier.models.action.BudgetFill;
import io.espalier.models.action.BudgetGuard;
import io.espalier.models.actor.ActorDescription;
import io.espalier.models.cost.CostModel;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.importance.UnitRanking;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.policy.PolicyFile;
import io.espalier.models.runtime.PreparedImages;
import io.espalier.models.surgery.AlignedWidths;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Puts the parts of a search together as the config says. */
final class TaskAssembly {

    private final SearchConfig config;
    private final Preparation preparation;
    private final Recovery recovery;
    private final CostModel cost;
    private final UnitRanking ranking;
    private final ActionGrid every;
    private final List<Bound> costs;
    private final Reward reward;
    private final CandidateEngines engines;

    /**
     * A search on what was prepared for it and others.
     *
     * @throws IllegalArgumentException if the budgets but that of time cannot be reached, naming what can be
     */
    TaskAssembly(SearchConfig config, Preparation preparation) {
        this.config = config;
        this.preparation = preparation;
        this.recovery = preparation.recovery(config);
        this.cost = preparation.cost();
        this.every = ActionGrid.of(recovery.groups(), config.action());
        this.costs = costs();
        new BudgetGuard(every, costs); // refuses what cannot be reached before anything is measured
        SearchConfig.Range drawn = config.search().budgets().macs();
        if (drawn.drawn()) {
            new BudgetGuard(every, costs(drawn.from()));
        }
        this.ranking = preparation.ranking();
        this.reward = config.reward().create(cost.whole());
        this.engines = CandidateEngines.of(
                config.evaluation().engine(),
                recovery.unpruned(),
                new AlignedWidths(recovery.unpruned(), recovery.groups(), AlignedWidths.ONNX_RUNTIME));
    }

    /** Every bound but that of time. */
    private List<Bound> costs() {
        SearchConfig.Budget budget = config.budget();
        long file = OnnxCodec.toBytes(recovery.reconstruct(PruningPlan.NOTHING)).length;
        return List.of(
                Bound.macs(budget.macs(), cost),
                Bound.parameters(budget.parameters(), cost),
                Bound.bytes(budget.bytes(), cost, file),
                Bound.peakMemory(budget.peakMemory(), cost));
    }

    /**
     * What builds and scores plans, with as many workers as the config says.
     *
     * @param images what accuracy and loss are measured on
     */
    NetworkScorer scorer(PreparedImages images, PhaseClock clock) {
        int workers = config.workers() == 0 ? Runtime.getRuntime().availableProcessors() : config.workers();
        return new NetworkScorer(engines, recovery::reconstruct, images, workers, clock);
    }

    /** What candidates are scored in. */
    EngineChoice engine() {
        return engines.kind();
    }

    /** A memory of what was scored for sensitivity curves on the images of the profile. */
    ScoreMemory curveScores() {
        SearchConfig.Evaluation evaluation = config.evaluation();
        return preparation
                .scores(new SearchConfig.Evaluation(
                        config.profile().images(), evaluation.batch(), evaluation.engine(), RaceSettings.DEFAULTS))
                .behind(ScoreMemory.inMemory());
    }

    /** A memory of this search's own before that of all on this preparation; where candidates race, others know estimates of other races. */
    ScoreMemory scores(ScoreMemory own) {
        if (config.evaluation().racing().enabled()) {
            return own;
        }
        return preparation.scores(config.evaluation()).behind(own);
    }

    /** The search's own, which may adapt to what it finds. */
    Reward reward() {
        return reward;
    }

    Recovery recovery() {
        return recovery;
    }

    /** Begins with what {@link #profile} measures beside the scoring; that ends when it does. */
    void beginProfile() {
        preparation.beginStatistics();
    }

    /**
     * Measures every group.
     *
     * @param table where latencies are predicted
     */
    List<GroupProfile> profile(CandidateEvaluator evaluator, Evaluation unpruned, Optional<PredictedLatency> table) {
        Profiler profiler = new Profiler(
                recovery.unpruned(),
                cost,
                ranking,
                group -> preparation.statistics().of(group),
                group -> table.map(predicted -> predicted.profile(group)).orElse(GroupProfile.Latency.UNKNOWN));
        return profiler.profile(evaluator, unpruned);
    }

    /** The same with another budget of MACs. */
    private List<Bound> costs(double macs) {
        return costs.stream()
                .map(bound -> bound.key().equals(Bound.MACS) ? Bound.macs(macs, cost) : bound)
                .toList();
    }

    /**
     * The task of the plan that the run delivers.
     *
     * @throws IllegalArgumentException if the budgets cannot be reached together, naming the one that binds
     */
    PruningTask task(List<GroupProfile> profiles, Optional<PredictedLatency> table) {
        return task(profiles, table, config.budget().macs());
    }

    /** The same with another budget of MACs. */
    PruningTask task(List<GroupProfile> profiles, Optional<PredictedLatency> table, double macs) {
        List<Bound> bounds = costs(macs);
        BudgetGuard guard =
                table.map(predicted -> withLatency(predicted, bounds)).orElseGet(() -> new BudgetGuard(every, bounds));
        return new PruningTask(guard, fill(guard, profiles), encoder(guard, profiles), ranking, cost, reward);
    }

    private StateEncoder encoder(BudgetGuard guard, List<GroupProfile> profiles) {
        return new StateEncoder(profiles, guard.bounds(), config.state());
    }

    private Optional<BudgetFill> fill(BudgetGuard guard, List<GroupProfile> profiles) {
        return config.action().fill().applies(config.budget().latency() < 1)
                ? Optional.of(spending(guard, profiles))
                : Optional.empty();
    }

    /** What spends the rest of the budgets by the measured sensitivities, whether or not the episodes of this search do. */
    static BudgetFill spending(BudgetGuard guard, List<GroupProfile> profiles) {
        List<ExpectedDrop> drops = profiles.stream()
                .map(profile -> ExpectedDrop.of(profile.sensitivity()))
                .toList();
        return new BudgetFill(guard, (group, kept) -> drops.get(group)
                .at(1 - (double) kept / guard.groups().get(group).width()));
    }

    private BudgetGuard withLatency(PredictedLatency table, List<Bound> bounds) {
        return new BudgetGuard(
                every.withoutSlower(table::worthwhile),
                Stream.concat(
                                bounds.stream(),
                                Stream.of(Bound.latency(config.budget().latency(), table.prediction()::ratio)))
                        .toList());
    }

    /** @param beginning with the problem of the task */
    Learner learner(PruningTask task, Beginning beginning) {
        return settings(task).create(beginning, config.seed());
    }

    /** How the actor of this search's learner is taught, if it has one. */
    ActorAssembly.Teaching teaching(PruningTask task, ActorDescription.Provenance provenance) {
        SearchConfig.Range drawn = config.search().budgets().macs();
        double only = config.budget().macs();
        return new ActorAssembly.Teaching(
                settings(task).fillsBudget(),
                drawn.drawn()
                        ? new ActorDescription.Range(drawn.from(), drawn.to())
                        : new ActorDescription.Range(only, only),
                PolicyFile.recipe(recovery.recipe().forAnyMachine()),
                provenance);
    }

    private LearnerSettings settings(PruningTask task) {
        return new LearnerSettings(
                        LearnerKind.DDPG,
                        task.guard().uniformAction(),
                        config.search().ddpg(),
                        config.search().td3(),
                        config.search().sac(),
                        config.search().searchers(),
                        config.search().discrete())
                .withKind(config.search().agent());
    }
}
