package io.espalier.experiments.search;

import io.espalier.agent.Learner;
import io.espalier.agent.RoundRunner;
import io.espalier.agent.Trajectory;
import io.espalier.env.evaluation.CandidateLatency;
import io.espalier.env.evaluation.Evaluation;
import io.espalier.env.evaluation.RoundGate;
import io.espalier.env.phase.Phase;
import io.espalier.env.phase.PhaseClock;
import io.espalier.env.walk.EpisodeOutcome;
import io.espalier.env.walk.PruningEnvironment;
import io.espalier.env.walk.PruningTask;
import io.espalier.experiments.console.InterruptedRunException;
import io.espalier.experiments.console.Interruption;
import io.espalier.models.coupling.PruningPlan;
import io.espalier.models.random.RandomKey;
import io.espalier.tracking.journal.RunEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Rounds of k episodes: the learner proposes, the round is evaluated together, every episode goes into the journal, the learner learns.
 * Mutable: it holds the best episode so far.
 */
final class SearchLoop {

    private final PruningTask task;
    private final Evaluators evaluators;
    private final Learner learner;
    private final TimedJournal journal;
    private final PhaseClock clock;
    private final double latencyBudget;
    private final List<Best> candidates = new ArrayList<>();
    private Optional<Best> best = Optional.empty();

    /** @param latencyBudget largest latency ratio that may win, in (0, 1]; 1 for any */
    SearchLoop(PruningTask task, Evaluators evaluators, Learner learner, TimedJournal journal, double latencyBudget) {
        this.task = task;
        this.evaluators = evaluators;
        this.learner = learner;
        this.journal = journal;
        this.clock = journal.clock();
        this.latencyBudget = latencyBudget;
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
            round(first / perRound, first, Math.min(perRound, episodes - first), randomActions);
            listener.roundFinished(Math.min(first + perRound, episodes), best);
        }
        return best;
    }

    /** Every episode, in order. */
    List<Best> candidates() {
        return List.copyOf(candidates);
    }

    private void round(int round, int first, int episodes, RandomKey randomActions) {
        RoundGate gate = new RoundGate(this::evaluate, episodes);
        List<PruningEnvironment> environments = new ArrayList<>();
        for (int i = 0; i < episodes; i++) {
            int place = i;
            environments.add(
                    new PruningEnvironment(task, randomActions.at(first + i), plan -> gate.evaluate(place, plan)));
        }
        List<Trajectory> trajectories = clock.in(Phase.PROPOSING, () -> explore(round, first, environments));
        for (int i = 0; i < episodes; i++) {
            record(round, first + i, environments.get(i).outcome().orElseThrow());
        }
        clock.run(Phase.LEARNING, () -> learner.learn(trajectories));
        task.reward()
                .roundFinished(environments.stream()
                        .map(environment -> environment.outcome().orElseThrow().evaluation())
                        .toList());
        journal.write(new RunEvent.RoundFinished(round, metrics()));
    }

    /** Called on an episode's thread, while all others wait. */
    private List<Evaluation> evaluate(List<PruningPlan> plans) {
        Optional<PruningPlan> rival = best.map(found -> found.outcome().plan());
        return clock.in(Phase.SCORING, () -> evaluators.round(plans, rival));
    }

    /** The learner's and the reward's figures, and how many different plans have been scored by now, those of the profile included. */
    private Map<String, Double> metrics() {
        Map<String, Double> metrics = new TreeMap<>(learner.statistics());
        metrics.putAll(task.reward().statistics());
        metrics.put("distinct_plans", (double) evaluators.scorer().distinctPlans());
        return metrics;
    }

    private List<Trajectory> explore(int round, int first, List<PruningEnvironment> environments) {
        try {
            return RoundRunner.explore(learner, round, first, environments);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException();
        }
    }

    private void record(int round, int episode, EpisodeOutcome outcome) {
        outcome.evaluation().latency().ifPresent(latency -> confirmed(episode, outcome, latency));
        journal.write(new RunEvent.EpisodeFinished(
                round,
                episode,
                learner.name(),
                outcome.reward(),
                outcome.evaluation().accuracy(),
                outcome.evaluation().loss(),
                outcome.evaluation().share(),
                macsFraction(outcome),
                outcome.evaluation().latency().map(SearchLoop::latencyRecord),
                outcome.plan().kept()));
        Best candidate = new Best(episode, outcome);
        candidates.add(candidate);
        boolean better =
                best.map(before -> merit(outcome) > merit(before.outcome())).orElse(true);
        if (better && outcome.evaluation().mayWin(latencyBudget)) {
            best = Optional.of(candidate);
        }
    }

    private void confirmed(int episode, EpisodeOutcome outcome, CandidateLatency latency) {
        latency.predicted()
                .ifPresent(predicted -> journal.write(new RunEvent.PlanConfirmed(
                        episode,
                        predicted,
                        latencyRecord(latency),
                        outcome.evaluation().mayWin(latencyBudget))));
    }

    private double merit(EpisodeOutcome outcome) {
        return task.reward().merit(outcome.evaluation());
    }

    private double macsFraction(EpisodeOutcome outcome) {
        return (double) outcome.evaluation().cost().macs() / task.cost().whole().macs();
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
