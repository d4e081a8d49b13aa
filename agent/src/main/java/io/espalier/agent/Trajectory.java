package io.espalier.agent;

import java.util.List;
import org.deeplearning4j.rl4j.experience.StateActionRewardState;

/**
 * One finished episode, as RL4J's experiences in the order of the steps.
 *
 * @param transitions at least one; only the last one is terminal; each observation is {@code [1, features]}
 */
public record Trajectory(List<StateActionRewardState<Double>> transitions) {

    /** @throws IllegalArgumentException if there is no transition or another than the last one is terminal */
    public Trajectory {
        transitions = List.copyOf(transitions);
        if (transitions.isEmpty()) {
            throw new IllegalArgumentException("transitions must be at least one: 0");
        }
        for (int step = 0; step < transitions.size(); step++) {
            if (transitions.get(step).isTerminal() != (step == transitions.size() - 1)) {
                throw new IllegalArgumentException(
                        "transitions must end with the only terminal one, of " + transitions.size() + ": step " + step);
            }
        }
    }

    /** The sum of the rewards of all steps. */
    public double totalReward() {
        return transitions.stream()
                .mapToDouble(StateActionRewardState::getReward)
                .sum();
    }

    /** The actions in the order of the steps, each in [0, 1]. */
    public List<Double> actions() {
        return transitions.stream().map(StateActionRewardState::getAction).toList();
    }
}
