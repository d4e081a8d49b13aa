package io.espalier.agent.levels;

import io.espalier.agent.settings.Require;

/**
 * The settings of RL4J's discrete learners.
 *
 * @param levels how many actions there are, evenly from 0 to 1; at least 2
 * @param networks of all of them
 * @param discount of the value of the next step, in [0, 1]
 * @param exploration of Double DQN and n-step Q; the actor-critic draws from its policy instead
 * @param replay of Double DQN
 */
public record LevelSettings(int levels, Networks networks, double discount, Exploration exploration, Replay replay) {

    public static final LevelSettings DEFAULTS =
            new LevelSettings(9, Networks.DEFAULTS, 1, Exploration.DEFAULTS, Replay.DEFAULTS);

    /** @throws IllegalArgumentException naming the parameter that is out of its range */
    public LevelSettings {
        Require.that(levels >= 2, "levels must be at least 2", levels);
        Require.that(discount >= 0 && discount <= 1, "discount must be in [0, 1]", discount);
    }

    public LevelSettings withLevels(int changed) {
        return new LevelSettings(changed, networks, discount, exploration, replay);
    }

    public LevelSettings withNetworks(Networks changed) {
        return new LevelSettings(levels, changed, discount, exploration, replay);
    }

    public LevelSettings withExploration(Exploration changed) {
        return new LevelSettings(levels, networks, discount, changed, replay);
    }

    public LevelSettings withReplay(Replay changed) {
        return new LevelSettings(levels, networks, discount, exploration, changed);
    }

    /** The action in [0, 1] of a level counted from 0. */
    public double action(int level) {
        return (double) level / (levels - 1);
    }

    /** The level whose action is nearest. */
    public int level(double action) {
        return (int) Math.round(action * (levels - 1));
    }

    /**
     * Two rectified hidden layers.
     *
     * @param hidden units of each
     * @param learningRate of Adam, for values
     * @param policyLearningRate of Adam, for the actor-critic's policy
     */
    public record Networks(int hidden, double learningRate, double policyLearningRate) {

        public static final Networks DEFAULTS = new Networks(64, 1e-3, 1e-3);

        /** @throws IllegalArgumentException naming the parameter that is not positive */
        public Networks {
            Require.that(hidden > 0, "hidden must be positive", hidden);
            Require.that(learningRate > 0, "learningRate must be positive", learningRate);
            Require.that(policyLearningRate > 0, "policyLearningRate must be positive", policyLearningRate);
        }
    }

    /**
     * A level is drawn uniformly with the chance epsilon, and otherwise it is the best one.
     *
     * @param warmUpEpisodes in which every level is drawn; at least 0
     * @param epsilon of the first episode after them, in [0, 1]
     * @param decay of epsilon from one episode to the next, in (0, 1]
     */
    public record Exploration(int warmUpEpisodes, double epsilon, double decay) {

        public static final Exploration DEFAULTS = new Exploration(20, 0.5, 0.98);

        /** @throws IllegalArgumentException naming the parameter that is out of its range */
        public Exploration {
            Require.that(warmUpEpisodes >= 0, "warmUpEpisodes must not be negative", warmUpEpisodes);
            Require.that(epsilon >= 0 && epsilon <= 1, "epsilon must be in [0, 1]", epsilon);
            Require.that(decay > 0 && decay <= 1, "decay must be in (0, 1]", decay);
        }

        /** Epsilon in an episode counted from 0. */
        public double epsilonIn(int episode) {
            return episode < warmUpEpisodes ? 1 : epsilon * Math.pow(decay, episode - warmUpEpisodes);
        }
    }

    /**
     * All transitions are kept; a search has few.
     *
     * @param batchSize transitions an update learns from
     * @param updatesPerStep updates for each transition of a round, once there is a batch
     * @param targetUpdates updates after which the target network becomes the network
     */
    public record Replay(int batchSize, int updatesPerStep, int targetUpdates) {

        public static final Replay DEFAULTS = new Replay(64, 2, 50);

        /** @throws IllegalArgumentException naming the parameter that is not positive */
        public Replay {
            Require.that(batchSize > 0, "batchSize must be positive", batchSize);
            Require.that(updatesPerStep > 0, "updatesPerStep must be positive", updatesPerStep);
            Require.that(targetUpdates > 0, "targetUpdates must be positive", targetUpdates);
        }
    }
}
