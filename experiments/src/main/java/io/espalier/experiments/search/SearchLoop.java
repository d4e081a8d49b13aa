package io.espalier.experiments.search;

import io.espalier.agent.Learner;
import io.espalier.agent.RoundRunner;
import io.espalier.agent.Trajectory;
import io.espalier.env.evaluation.CandidateLatency;
import io.espalier.env.evaluation.Evaluation;
import io.espalier.env.evaluation.RoundGate;
import io.espalier.env.phase.Phase;
import io.espalier.env.phase.PhaseClock;
import io.espalier.env.phase.TimeSpent;
import io.espalier.env.walk.EpisodeOutcome;
import io.espalier.env.walk.PruningEnvironment;
import io.espalier.env.walk.PruningTask;
import io.espalier.experiments.console.InterruptedRunException;
import io.espalier.experiments.console.Interruption;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.random.RandomKey;
import io.espalier.tracking.journal.RunEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Rounds of k episodes: the learner proposes, the round is evaluated together, every episode goes into the journal, the learner learns.
 * Mutable: it holds the best episode so far.
 */
final class SearchLoop {

    private final Aim aim;
    private final Evaluators evaluators;
    private final Learner learner;
    private final TimedJournal journal;
    private final PhaseClock clock;
    private final List<Best> candidates = new ArrayList<>();
    /** Those that were the best one at some time, the latest first. */
    private final Deque<Best> bests = new ArrayDeque<>();

    SearchLoop(Aim aim, Evaluators evaluators, Learner learner, TimedJournal journal) {
        this.aim = aim;
        this.evaluators = evaluators;
        this.learner = learner;
        this.journal = journal;
        this.clock = journal.clock();
    }

    /** Hears of every round. */
    @FunctionalInterface
    interface RoundListener {
        void roundFinished(int episodesDone, Optional<Best> best);
    }

    /**
     * Searches.
     *
     * @return the best episode that may win; empty if none may
     * @param episodes in all, at least 1
     * @param perRound k
     * @throws InterruptedRunException between two rounds if the stop was asked for
     */
    Optional<Best> run(
            int episodes, int perRound, RandomKey randomActions, Interruption interruption, RoundListener listener) {
        for (int first = 0; first < episodes; first += perRound) {
            interruption.check();
            int last = Math.min(first + perRound, episodes);
            round(new Round(first / perRound, first, last - first, last == episodes), randomActions);
            listener.roundFinished(last, best());
        }
        return best();
    }

    /**
     * One round.
     *
     * @param first number of its first episode
     * @param isLast whether no other comes after it
     */
    private record Round(int number, int first, int episodes, boolean isLast) {}

    private Optional<Best> best() {
        return Optional.ofNullable(bests.peekFirst());
    }

    /** Every episode, in order. */
    List<Best> candidates() {
        return List.copyOf(candidates);
    }

    private void round(Round round, RandomKey randomActions) {
        TimeSpent before = clock.spent();
        Optional<DrawnBudgets.Played> drawn =
                aim.drawn().map(budgets -> round.isLast() ? budgets.delivered() : budgets.in(round.number()));
        PruningTask task = drawn.map(DrawnBudgets.Played::task).orElse(aim.task());
        RoundGate gate = new RoundGate(this::evaluate, round.episodes());
        List<PruningEnvironment> environments = new ArrayList<>();
        for (int i = 0; i < round.episodes(); i++) {
            int place = i;
            environments.add(new PruningEnvironment(
                    task, randomActions.at(round.first() + i), plan -> gate.evaluate(place, plan)));
        }
        List<Trajectory> trajectories = clock.in(Phase.PROPOSING, () -> play(round, drawn, environments));
        for (int i = 0; i < round.episodes(); i++) {
            record(
                    round.number(),
                    round.first() + i,
                    environments.get(i).outcome().orElseThrow());
        }
        clock.run(Phase.LEARNING, () -> learner.learn(trajectories));
        aim.task()
                .reward()
                .roundFinished(environments.stream()
                        .map(environment -> environment.outcome().orElseThrow().evaluation())
                        .toList());
        Map<String, Double> metrics = metrics();
        metrics.putAll(TimeTable.since(before, clock.spent()));
        drawn.ifPresent(played -> metrics.put("macs_budget", played.macs()));
        journal.write(new RunEvent.RoundFinished(round.number(), metrics));
    }

    /** Called on an episode's thread, while all others wait. */
    private List<Evaluation> evaluate(List<PruningPlan> plans) {
        List<PruningPlan> rivals =
                bests.stream().map(found -> found.outcome().plan()).toList();
        return clock.in(Phase.SCORING, () -> evaluators.round(plans, rivals));
    }

    /** The learner's and the reward's figures, and how many different plans have been scored by now, those of the profile included. */
    private Map<String, Double> metrics() {
        Map<String, Double> metrics = new TreeMap<>(learner.statistics());
        metrics.putAll(aim.task().reward().statistics());
        metrics.put("distinct_plans", (double) evaluators.scorer().distinctPlans());
        return metrics;
    }

    /** With drawn budgets the last round answers the budget that the run delivers a plan for. */
    private List<Trajectory> play(
            Round round, Optional<DrawnBudgets.Played> drawn, List<PruningEnvironment> environments) {
        drawn.map(DrawnBudgets.Played::problem).ifPresent(learner::face);
        try {
            return drawn.isPresent() && round.isLast()
                    ? RoundRunner.answer(learner, environments)
                    : RoundRunner.explore(learner, round.number(), round.first(), environments);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException();
        }
    }

    private void record(int round, int episode, EpisodeOutcome outcome) {
        outcome.evaluation().latency().ifPresent(latency -> confirmed(episode, outcome, latency));
        Best candidate = new Best(episode, outcome);
        candidates.add(candidate);
        boolean better = aim.mayWin(outcome)
                && best().map(before -> merit(outcome) > merit(before.outcome()))
                        .orElse(true);
        if (better) {
            bests.addFirst(candidate);
        }
        journal.write(new RunEvent.EpisodeFinished(
                round,
                episode,
                learner.name(),
                outcome.reward(),
                best().map(found -> merit(found.outcome())),
                outcome.evaluation().accuracy(),
                outcome.evaluation().score().crossEntropy(),
                outcome.evaluation().share(),
                (double) outcome.evaluation().cost().macs()
                        / aim.task().cost().whole().macs(),
                (double) outcome.evaluation().cost().parameters()
                        / aim.task().cost().whole().parameters(),
                outcome.evaluation().latency().map(SearchLoop::latencyRecord),
                outcome.plan().kept()));
        if (better) {
            journal.write(candidate.event(aim.task().guard().groups()));
        }
    }

    private void confirmed(int episode, EpisodeOutcome outcome, CandidateLatency latency) {
        latency.predicted()
                .ifPresent(predicted -> journal.write(
                        new RunEvent.PlanConfirmed(episode, predicted, latencyRecord(latency), aim.mayWin(outcome))));
    }

    private double merit(EpisodeOutcome outcome) {
        return aim.task().reward().merit(outcome.evaluation());
    }

    private static RunEvent.LatencyRecord latencyRecord(CandidateLatency latency) {
        return new RunEvent.LatencyRecord(
                latency.source().id(),
                latency.ratio(),
                latency.lower(),
                latency.upper(),
                latency.rounds(),
                latency.fingerprint());
    }
}
