package io.espalier.agent.levels;

import java.util.List;
import org.deeplearning4j.rl4j.experience.StateActionReward;
import org.deeplearning4j.rl4j.experience.StateActionRewardState;

/** RL4J's two forms of an experience, on the scale that networks learn. */
final class Episodes {

    private Episodes() {}

    static double totalReward(List<StateActionRewardState<Integer>> episode) {
        return episode.stream().mapToDouble(StateActionRewardState::getReward).sum();
    }

    /** The same with a scaled reward; the steps before the last one have none, on any scale. */
    static StateActionRewardState<Integer> scaled(StateActionRewardState<Integer> step, RewardScale scale) {
        StateActionRewardState<Integer> scaled = new StateActionRewardState<>(
                step.getObservation(), step.getAction(), reward(step, scale), step.isTerminal());
        scaled.setNextObservation(step.getNextObservation());
        return scaled;
    }

    /** A whole episode for the algorithms that learn from the steps in their order. */
    static List<StateActionReward<Integer>> inOrder(List<StateActionRewardState<Integer>> episode, RewardScale scale) {
        return episode.stream()
                .map(step -> new StateActionReward<>(
                        step.getObservation(), step.getAction(), reward(step, scale), step.isTerminal()))
                .toList();
    }

    private static double reward(StateActionRewardState<Integer> step, RewardScale scale) {
        return step.isTerminal() ? scale.scaled(step.getReward()) : 0;
    }
}
