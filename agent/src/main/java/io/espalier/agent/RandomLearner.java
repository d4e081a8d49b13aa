package io.espalier.agent;

import org.deeplearning4j.rl4j.policy.IPolicy;

/**
 * The control that draws every action uniformly from [0, 1) and learns nothing. Its greedy policy is the middle of the range, the mean
 * of what it draws.
 */
public final class RandomLearner implements FixedLearner {

    private static final double MEAN_ACTION = 0.5;

    private final long seed;

    /** @param seed the run's seed, not 0 */
    public RandomLearner(long seed) {
        this.seed = seed;
    }

    @Override
    public String name() {
        return LearnerKind.RANDOM.configName();
    }

    @Override
    public IPolicy<Double> explorer(EpisodeKey episode) {
        return new StepPolicy((step, observation) ->
                episode.draw(seed, "random.action", step).generator().nextDouble());
    }

    @Override
    public IPolicy<Double> greedy() {
        return new StepPolicy((step, observation) -> MEAN_ACTION);
    }
}
