package io.espalier.agent;

import io.espalier.env.contract.ContinuousActionSchema;
import io.espalier.env.contract.SearchProblem;

/**
 * Which learner, and what it is made with.
 *
 * @param kind which of them
 * @param uniformAction the action of {@link LearnerKind#UNIFORM}, in [0, 1]
 * @param ddpg for {@link LearnerKind#DDPG}
 */
public record LearnerSettings(LearnerKind kind, double uniformAction, DdpgSettings ddpg) {

    public static final LearnerSettings DEFAULTS = new LearnerSettings(LearnerKind.DDPG, 0.5, DdpgSettings.DEFAULTS);

    /** @throws IllegalArgumentException if the uniform action is not in [0, 1] */
    public LearnerSettings {
        ContinuousActionSchema.checked(uniformAction);
    }

    public LearnerSettings withKind(LearnerKind changed) {
        return new LearnerSettings(changed, uniformAction, ddpg);
    }

    public LearnerSettings withUniformAction(double changed) {
        return new LearnerSettings(kind, changed, ddpg);
    }

    public LearnerSettings withDdpg(DdpgSettings changed) {
        return new LearnerSettings(kind, uniformAction, changed);
    }

    /** A new learner that has learned nothing. */
    public Learner create(SearchProblem problem, long seed) {
        return switch (kind) {
            case DDPG -> new DdpgLearner(ddpg, problem.schema(), seed);
            case RANDOM -> new RandomLearner(seed);
            case UNIFORM -> new UniformLearner(uniformAction);
        };
    }
}
