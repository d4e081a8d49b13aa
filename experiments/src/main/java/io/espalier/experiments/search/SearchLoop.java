package io.espalier.experiments.search;

import io.espalier.agent.Learner;
import io.espalier.agent.RoundRunner;
import io.espalier.agent.Trajectory;
import io.espalier.env.evaluation.CandidateEvaluator;
import io.espalier.env.evaluation.RoundGate;
import io.espalier.env.latency.LatencyRatio;
import io.espalier.env.walk.EpisodeOutcome;
import io.espalier.env.walk.PruningEnvironment;
import io.espalier.env.walk.PruningTask;
import io.espalier.experiments.console.InterruptedRunException;
import io.espalier.experiments.console.Interruption;
import io.espalier.models.random.RandomKey;
import io.espalier.tracking.journal.Journal;
import io.espalier.tracking.journal.RunEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rounds of k episodes: the learner proposes, the round is evaluated together, every episode goes into the journal, the learner learns.
 * Mutable: it holds the best episode so far.
 */
final class SearchLoop {

    private final PruningTask task;
    private final CandidateEvaluator evaluator;
    private final Learner learner;
    private final Journal journal;
    private @Nullable Best best;

    SearchLoop(PruningTask task, CandidateEvaluator evaluator, Learner learner, Journal journal) {
        this.task = task;
        this.evaluator = evaluator;
        this.learner = learner;
        this.journal = journal;
    }

    /** Hears of every round. */
    @FunctionalInterface
    interface RoundListener {
        void roundFinished(int episodesDone, Best best);
    }

    /**
     * Searches.
     *
     * @param episodes in all, at least 1
     * @param perRound k
     * @throws InterruptedRunException between two rounds if the stop was asked for
     */
    Best run(int episodes, int perRound, RandomKey randomActions, Interruption interruption, RoundListener listener) {
        for (int first = 0; first < episodes; first += perRound) {
            interruption.check();
            Best soFar = round(first / perRound, first, Math.min(perRound, episodes - first), randomActions);
            listener.roundFinished(Math.min(first + perRound, episodes), soFar);
        }
        return found();
    }

    private Best round(int round, int first, int episodes, RandomKey randomActions) {
        RoundGate gate = new RoundGate(evaluator, episodes);
        List<PruningEnvironment> environments = new ArrayList<>();
        for (int i = 0; i < episodes; i++) {
            int place = i;
            environments.add(
                    new PruningEnvironment(task, randomActions.at(first + i), plan -> gate.evaluate(place, plan)));
        }
        List<Trajectory> trajectories = explore(round, first, environments);
        for (int i = 0; i < episodes; i++) {
            record(round, first + i, environments.get(i).outcome().orElseThrow());
        }
        learner.learn(trajectories);
        journal.write(new RunEvent.RoundFinished(round, learner.statistics()));
        return found();
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
        journal.write(new RunEvent.EpisodeFinished(
                round,
                episode,
                learner.name(),
                outcome.reward(),
                outcome.evaluation().accuracy(),
                macsFraction(outcome),
                outcome.evaluation().latency().map(SearchLoop::latencyRecord),
                outcome.plan().kept()));
        if (best == null || outcome.reward() > best.outcome().reward()) {
            best = new Best(episode, outcome);
        }
    }

    private double macsFraction(EpisodeOutcome outcome) {
        return (double) outcome.evaluation().cost().macs() / task.cost().whole().macs();
    }

    private Best found() {
        return Optional.ofNullable(best).orElseThrow(() -> new IllegalStateException("no episode has finished"));
    }

    private static RunEvent.LatencyRecord latencyRecord(LatencyRatio ratio) {
        return new RunEvent.LatencyRecord(ratio.ratio(), ratio.lower(), ratio.upper(), ratio.rounds());
    }
}
