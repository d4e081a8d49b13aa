package io.espalier.agent;

import io.espalier.env.contract.ContinuousActionSchema;
import org.deeplearning4j.rl4j.policy.IPolicy;

/** The control that takes the same action in every step of every episode. */
public final class UniformLearner implements FixedLearner {

    private final double action;

    /**
     * @param action in [0, 1]
     * @throws IllegalArgumentException if it is not
     */
    public UniformLearner(double action) {
        this.action = ContinuousActionSchema.checked(action);
    }

    @Override
    public String name() {
        return LearnerKind.UNIFORM.configName();
    }

    @Override
    public IPolicy<Double> explorer(EpisodeKey episode) {
        return greedy();
    }

    @Override
    public IPolicy<Double> greedy() {
        return new StepPolicy((step, observation) -> action);
    }
}
