package io.espalier.agent;

import io.espalier.agent.levels.LevelSettings;
import org.junit.jupiter.api.Nested;

/** Each of RL4J's algorithms keeps the contract of a learner. */
class LevelLearnerTest {

    private static final LevelSettings QUICK = LevelSettings.DEFAULTS
            .withNetworks(new LevelSettings.Networks(16, 1e-3, 1e-3))
            .withExploration(new LevelSettings.Exploration(3, 0.5, 0.9))
            .withReplay(new LevelSettings.Replay(16, 1, 10));

    private static Learner learner(LearnerKind kind, long seed) {
        return LearnerSettings.DEFAULTS
                .withDiscrete(QUICK)
                .withKind(kind)
                .create(LearnerContract.PROBLEM.problem(), seed);
    }

    @Nested
    class DoubleDqn implements LearnerContract {
        @Override
        public Learner create(long seed) {
            return learner(LearnerKind.DQN, seed);
        }
    }

    @Nested
    class NStepQ implements LearnerContract {
        @Override
        public Learner create(long seed) {
            return learner(LearnerKind.NSTEP, seed);
        }
    }

    @Nested
    class AdvantageActorCritic implements LearnerContract {
        @Override
        public Learner create(long seed) {
            return learner(LearnerKind.A2C, seed);
        }
    }
}
