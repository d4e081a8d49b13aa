package io.espalier.agent;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.rl4j.agent.learning.behavior.ILearningBehavior;
import org.deeplearning4j.rl4j.experience.StateActionRewardState;
import org.deeplearning4j.rl4j.observation.Observation;

/** RL4J's learning behaviour that only keeps what happened; the learning comes after the round, in the order of the episodes. */
final class TrajectoryCollector implements ILearningBehavior<Double> {

    private final String episode;
    private final List<StateActionRewardState<Double>> transitions = new ArrayList<>();

    /** @param episode what to call it in an error */
    TrajectoryCollector(String episode) {
        this.episode = episode;
    }

    @Override
    public void handleEpisodeStart() {
        transitions.clear();
    }

    @Override
    public void handleNewExperience(Observation observation, Double action, double reward, boolean terminal) {
        if (!Double.isFinite(reward)) {
            throw new IllegalStateException(
                    "reward must be finite: " + reward + " (" + episode + ", step " + transitions.size() + ")");
        }
        joinTo(observation);
        transitions.add(new StateActionRewardState<>(observation, action, reward, terminal));
    }

    @Override
    public void handleEpisodeEnd(Observation last) {
        joinTo(last);
    }

    @Override
    public void notifyBeforeStep() {}

    Trajectory trajectory() {
        return new Trajectory(transitions);
    }

    private void joinTo(Observation next) {
        if (!transitions.isEmpty()) {
            transitions.get(transitions.size() - 1).setNextObservation(next);
        }
    }
}
