package io.espalier.env.contract;

import io.espalier.models.random.RandomKey;
import org.apache.commons.math3.random.RandomGenerator;
import org.deeplearning4j.rl4j.environment.IActionSchema;

/**
 * One number in [0, 1] a step: the share of the step's channels that the learner wishes to remove. 0 removes none; 1 removes as many as
 * the environment allows.
 *
 * <p>Mutable: {@link #getRandomAction()} draws on. It is there for RL4J's own policies; ours draw from a key of each step.
 */
public final class ContinuousActionSchema implements IActionSchema<Double> {

    private final RandomGenerator generator;

    /** @param randomActions where {@link #getRandomAction()} draws from */
    public ContinuousActionSchema(RandomKey randomActions) {
        generator = randomActions.generator();
    }

    /** One: the number of values in an action. */
    @Override
    public int getActionSpaceSize() {
        return 1;
    }

    /** Removes nothing. */
    @Override
    public Double getNoOp() {
        return 0.0;
    }

    /** Uniform in [0, 1). */
    @Override
    public Double getRandomAction() {
        return generator.nextDouble();
    }

    /**
     * The action itself, once it is known to be legal.
     *
     * @throws IllegalArgumentException if it is NaN or outside [0, 1]
     */
    public static double checked(double action) {
        if (!(action >= 0 && action <= 1)) {
            throw new IllegalArgumentException("action must be in [0, 1]: " + action);
        }
        return action;
    }
}
