package io.espalier.agent;

import io.espalier.env.contract.SearchProblem;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.rl4j.experience.StateActionRewardState;

/** An episode as it is remembered: its actions are what the environment made of the ones that were asked for. */
final class PlayedEpisode {

    private final float[] observations;
    private final double[] actions;
    private final double[] reference;
    private final double budget;
    private final double reward;

    /**
     * @param observations {@code [steps, features]}
     * @param actions one a step
     * @param reference what the actions are compared with, one a step
     * @param budget of the problem that was played
     */
    PlayedEpisode(float[] observations, double[] actions, double[] reference, double budget, double reward) {
        this.observations = observations.clone();
        this.actions = actions.clone();
        this.reference = reference.clone();
        this.budget = budget;
        this.reward = reward;
    }

    /** @throws IllegalArgumentException if the episode is not as long as the problem says */
    static PlayedEpisode of(Trajectory trajectory, SearchProblem problem, double... reference) {
        List<StateActionRewardState<Double>> steps = trajectory.transitions();
        if (steps.size() != problem.steps()) {
            throw new IllegalArgumentException(
                    "trajectory must have " + problem.steps() + " transitions: " + steps.size());
        }
        int features = problem.schema().size();
        float[] observations = new float[steps.size() * features];
        for (int step = 0; step < steps.size(); step++) {
            float[] row = steps.get(step).getObservation().getData().toFloatVector();
            System.arraycopy(row, 0, observations, step * features, features);
        }
        double[] asked = trajectory.actions().stream().mapToDouble(a -> a).toArray();
        return new PlayedEpisode(
                observations, problem.model().taken(asked), reference, problem.budget(), trajectory.totalReward());
    }

    /** What a network sees after these actions, as the model of the episodes tells it. */
    static float[] row(SearchProblem problem, double... actions) {
        return row(problem.model().observation(actions));
    }

    /** What a network sees of an observation. */
    static float[] row(double... values) {
        float[] row = new float[values.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) values[i];
        }
        return row;
    }

    /** {@code [steps, features]}; not to be changed. */
    float[] observations() {
        return observations;
    }

    /** One a step; not to be changed. */
    double[] actions() {
        return actions;
    }

    /** One a step; not to be changed. */
    double[] reference() {
        return reference;
    }

    double budget() {
        return budget;
    }

    double reward() {
        return reward;
    }

    boolean sameActions(double... others) {
        return Arrays.equals(actions, others);
    }
}
