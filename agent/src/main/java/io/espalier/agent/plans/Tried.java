package io.espalier.agent.plans;

import java.util.List;

/**
 * One evaluated episode.
 *
 * @param actions that were taken, one in [0, 1] a step
 * @param reward of the whole episode, finite
 */
public record Tried(List<Double> actions, double reward) {

    public Tried {
        actions = List.copyOf(actions);
    }

    /** The actions in a new array. */
    double[] vector() {
        return actions.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
