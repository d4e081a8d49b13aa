package io.espalier.agent;

/**
 * The hyper-parameters of {@link DdpgLearner}. The defaults are AMC's (He et al. 2018, arXiv 1802.03494, and its published code) where a
 * search of 150 episodes allows it; {@link Exploration} and {@link #updatesPerStep} say where it does not.
 *
 * @param networks of actor and critic
 * @param exploration how the actions of training episodes differ from the actor's
 * @param batchSize transitions an update learns from
 * @param replayCapacity transitions kept; the oldest go first
 * @param updatesPerStep updates for each transition of a round, after warm-up
 * @param tau share of the way, in (0, 1], that the target networks move towards the networks at each update
 * @param discount of the value of the next step, in [0, 1]
 * @param baselineRate share of the way, in (0, 1], that the reward baseline moves towards a batch's mean reward at each update
 */
public record DdpgSettings(
        Networks networks,
        Exploration exploration,
        int batchSize,
        int replayCapacity,
        int updatesPerStep,
        double tau,
        double discount,
        double baselineRate) {

    public static final DdpgSettings DEFAULTS =
            new DdpgSettings(Networks.DEFAULTS, Exploration.DEFAULTS, 64, 2000, 1, 0.01, 1, 0.5);

    /** @throws IllegalArgumentException naming the parameter that is out of its range */
    public DdpgSettings {
        Require.that(batchSize > 0, "batchSize must be positive", batchSize);
        Require.that(replayCapacity >= batchSize, "replayCapacity must be at least batchSize", replayCapacity);
        Require.that(updatesPerStep > 0, "updatesPerStep must be positive", updatesPerStep);
        Require.that(tau > 0 && tau <= 1, "tau must be in (0, 1]", tau);
        Require.that(discount >= 0 && discount <= 1, "discount must be in [0, 1]", discount);
        Require.that(baselineRate > 0 && baselineRate <= 1, "baselineRate must be in (0, 1]", baselineRate);
    }

    /**
     * Actor and critic: two hidden layers each, rectified.
     *
     * @param firstHidden units
     * @param secondHidden units
     * @param actorLearningRate of Adam
     * @param criticLearningRate of Adam
     * @param finalBound the last layer starts uniform within this bound, so that first actions are near 0.5 and values near 0
     *     (Lillicrap et al. 2016, section 7)
     */
    public record Networks(
            int firstHidden, int secondHidden, double actorLearningRate, double criticLearningRate, double finalBound) {

        public static final Networks DEFAULTS = new Networks(300, 300, 1e-4, 1e-3, 3e-3);

        /** @throws IllegalArgumentException naming the parameter that is not positive */
        public Networks {
            Require.that(firstHidden > 0, "firstHidden must be positive", firstHidden);
            Require.that(secondHidden > 0, "secondHidden must be positive", secondHidden);
            Require.that(actorLearningRate > 0, "actorLearningRate must be positive", actorLearningRate);
            Require.that(criticLearningRate > 0, "criticLearningRate must be positive", criticLearningRate);
            Require.that(finalBound > 0, "finalBound must be positive", finalBound);
        }

        public Networks withHidden(int first, int second) {
            return new Networks(first, second, actorLearningRate, criticLearningRate, finalBound);
        }

        public Networks withLearningRates(double actor, double critic) {
            return new Networks(firstHidden, secondHidden, actor, critic, finalBound);
        }
    }

    /**
     * Warm-up episodes act uniformly at random; later ones draw from a normal distribution around the actor's action, truncated to
     * [0, 1], whose deviation shrinks from episode to episode. AMC warms up for 100 of 800 episodes; the default here is 40, for 150.
     *
     * @param warmUpEpisodes at least 0
     * @param deviation of the first episode after warm-up
     * @param decay factor from one episode to the next, in (0, 1]
     */
    public record Exploration(int warmUpEpisodes, double deviation, double decay) {

        public static final Exploration DEFAULTS = new Exploration(40, 0.5, 0.95);

        /** @throws IllegalArgumentException naming the parameter that is out of its range */
        public Exploration {
            Require.that(warmUpEpisodes >= 0, "warmUpEpisodes must not be negative", warmUpEpisodes);
            Require.that(deviation > 0, "deviation must be positive", deviation);
            Require.that(decay > 0 && decay <= 1, "decay must be in (0, 1]", decay);
        }

        boolean warmsUp(int episode) {
            return episode < warmUpEpisodes;
        }

        /** The deviation in an episode counted from 0; in warm-up that of the first episode after it. */
        double deviationIn(int episode) {
            return deviation * Math.pow(decay, Math.max(0, episode - warmUpEpisodes));
        }
    }

    public DdpgSettings withNetworks(Networks changed) {
        return new DdpgSettings(
                changed, exploration, batchSize, replayCapacity, updatesPerStep, tau, discount, baselineRate);
    }

    public DdpgSettings withExploration(Exploration changed) {
        return new DdpgSettings(
                networks, changed, batchSize, replayCapacity, updatesPerStep, tau, discount, baselineRate);
    }

    public DdpgSettings withReplay(int changedBatchSize, int changedCapacity) {
        return new DdpgSettings(
                networks, exploration, changedBatchSize, changedCapacity, updatesPerStep, tau, discount, baselineRate);
    }

    public DdpgSettings withUpdatesPerStep(int changed) {
        return new DdpgSettings(networks, exploration, batchSize, replayCapacity, changed, tau, discount, baselineRate);
    }
}
