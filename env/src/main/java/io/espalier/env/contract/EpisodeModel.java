package io.espalier.env.contract;

import io.espalier.models.walk.Scaling;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * What can be told of an episode without evaluating its plan; each answer takes microseconds. Steps are counted from 0; an episode may be
 * asked about before its end, by the actions of its first steps. Safe to ask from any thread. Where a budget is predicted, an answer may
 * change when the prediction has learned, which happens between two rounds only.
 */
public interface EpisodeModel {

    /**
     * The kept counts that the environment makes of these actions, so that the finished episode is within every budget.
     *
     * @param actions of the first steps, each in [0, 1], at most one a step
     * @return one count for each action
     * @throws IllegalArgumentException if there are more actions than steps or one is outside [0, 1]
     */
    int[] kept(double... actions);

    /**
     * The actions that ask for exactly what the environment makes of these ones: {@code kept(taken(a))} is {@code kept(a)}, and the
     * environment has no need to bend them.
     *
     * @param actions as in {@link #kept}
     * @return one action in [0, 1] for each
     * @throws IllegalArgumentException as {@link #kept}
     */
    double[] taken(double... actions);

    /**
     * The share of each budget that the network uses, if every step got what its action asks for whether or not that is within the
     * budgets; 1 uses all of it, more is over it.
     *
     * @param actions as in {@link #kept}; the steps after them remove nothing
     * @return one non-negative share for each budget that bounds anything, at least one, always in the same order
     * @throws IllegalArgumentException as {@link #kept}
     */
    double[] used(double... actions);

    /**
     * The share that is used of the budget that is used most, as {@link #used} says it.
     *
     * @param actions as in {@link #kept}
     */
    default double usedMost(double... actions) {
        return Arrays.stream(used(actions)).max().orElse(0);
    }

    /** Whether the network that the actions ask for is within every budget. */
    default boolean fits(double... actions) {
        return usedMost(actions) <= 1;
    }

    /**
     * The actions times the smallest factor with which they are within the budgets ({@link Scaling}), as the environment takes them.
     *
     * @param actions as in {@link #kept}
     */
    default double[] filled(double... actions) {
        return taken(Scaling.toFit(this::fits, actions));
    }

    /**
     * The accuracy in [0, 1] that is lost if this step alone takes an action, as the sensitivity that was measured before the search
     * tells it: 0 for the action 0, and never falling as the action rises.
     *
     * @param step in [0, steps)
     * @param action in [0, 1]
     * @throws IllegalArgumentException if the action is outside [0, 1]
     */
    double expectedDrop(int step, double action);

    /**
     * The observation that the environment gives after these actions.
     *
     * @param actions as in {@link #kept}
     * @return one value in [0, 1] for each feature of the schema
     * @throws IllegalArgumentException as {@link #kept}
     */
    double[] observation(double... actions);

    /**
     * The actions of an actor that sees each observation of its own episode in turn.
     *
     * @param steps of an episode, all of them
     * @param actor from an observation to an action in [0, 1]
     * @return one action a step, as the actor gave them
     */
    default double[] answered(int steps, ToDoubleFunction<double[]> actor) {
        double[] actions = new double[0];
        while (actions.length < steps) {
            double action = actor.applyAsDouble(observation(actions));
            actions = Arrays.copyOf(actions, actions.length + 1);
            actions[actions.length - 1] = action;
        }
        return actions;
    }
}
