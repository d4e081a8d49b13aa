package io.espalier.agent.levels;

/** RL4J's algorithms for discrete actions. */
public enum LevelAlgorithm {
    DOUBLE_DQN {
        @Override
        public LevelRule create(LevelSettings settings, int features, long seed) {
            return new DoubleDqnRule(settings, features, seed);
        }
    },
    N_STEP_Q {
        @Override
        public LevelRule create(LevelSettings settings, int features, long seed) {
            return WholeEpisodeRule.nStepQ(settings, features, seed);
        }
    },
    ADVANTAGE_ACTOR_CRITIC {
        @Override
        public LevelRule create(LevelSettings settings, int features, long seed) {
            return WholeEpisodeRule.advantageActorCritic(settings, features, seed);
        }
    };

    /**
     * A rule that has learned nothing.
     *
     * @param features values of an observation
     * @param seed the run's seed, not 0
     */
    public abstract LevelRule create(LevelSettings settings, int features, long seed);
}
