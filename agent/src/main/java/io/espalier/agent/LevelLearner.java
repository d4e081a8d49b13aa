package io.espalier.agent;

import io.espalier.agent.levels.LevelAlgorithm;
import io.espalier.agent.levels.LevelRule;
import io.espalier.agent.levels.LevelSettings;
import io.espalier.env.contract.ObservationSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.deeplearning4j.rl4j.experience.StateActionRewardState;
import org.deeplearning4j.rl4j.observation.Observation;
import org.deeplearning4j.rl4j.policy.IPolicy;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A learner by one of RL4J's own algorithms, whose actions are a few levels, evenly from 0 to 1. */
public final class LevelLearner implements Learner {

    private final String name;
    private final LevelSettings settings;
    private final LevelRule rule;
    private final long seed;

    /**
     * @param name in configurations, of the algorithm
     * @param schema of the observations, for the number of features
     * @param seed the run's seed, not 0
     */
    public LevelLearner(
            String name, LevelAlgorithm algorithm, LevelSettings settings, ObservationSchema schema, long seed) {
        this.name = name;
        this.settings = settings;
        this.rule = algorithm.create(settings, schema.size(), seed);
        this.seed = seed;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public IPolicy<Double> explorer(EpisodeKey episode) {
        return new StepPolicy((step, observation) -> {
            RandomGenerator generator =
                    episode.draw(seed, name + ".level", step).generator();
            return settings.action(
                    switch (rule.choice()) {
                        case EPSILON_GREEDY -> epsilonGreedy(episode.episode(), generator, observation);
                        case BY_CHANCE -> byChance(generator.nextDouble(), preferences(observation));
                    });
        });
    }

    private int epsilonGreedy(int episode, RandomGenerator generator, INDArray observation) {
        boolean any = generator.nextDouble() < settings.exploration().epsilonIn(episode);
        return any ? generator.nextInt(settings.levels()) : best(preferences(observation));
    }

    private static int byChance(double draw, double... chances) {
        double left = draw;
        for (int level = 0; level < chances.length; level++) {
            left -= chances[level];
            if (left < 0) {
                return level;
            }
        }
        return best(chances); // the chances' sum is 1 but for rounding
    }

    @Override
    public IPolicy<Double> greedy() {
        return new StepPolicy((step, observation) -> settings.action(best(preferences(observation))));
    }

    private static int best(double... preferences) {
        return IntStream.range(0, preferences.length)
                .reduce((best, level) -> preferences[level] > preferences[best] ? level : best)
                .orElseThrow();
    }

    // DL4J keeps a layer's input while it computes, so the episodes of a round take turns.
    private double[] preferences(INDArray observation) {
        synchronized (rule) {
            return rule.preferences(observation);
        }
    }

    @Override
    public void learn(List<Trajectory> round) {
        synchronized (rule) {
            for (Trajectory episode : round) {
                rule.learn(inLevels(episode));
                if (!rule.finite()) {
                    throw new IllegalStateException("weights must be finite (episode " + (rule.episodes() - 1) + ")");
                }
            }
        }
    }

    private List<StateActionRewardState<Integer>> inLevels(Trajectory episode) {
        List<StateActionRewardState<Integer>> levels = new ArrayList<>();
        for (StateActionRewardState<Double> step : episode.transitions()) {
            StateActionRewardState<Integer> level = new StateActionRewardState<>(
                    single(step.getObservation()),
                    settings.level(step.getAction()),
                    step.getReward(),
                    step.isTerminal());
            level.setNextObservation(single(step.getNextObservation()));
            levels.add(level);
        }
        return levels;
    }

    private static Observation single(Observation observation) {
        return new Observation(observation.getData().castTo(DataType.FLOAT));
    }

    /** {@code epsilon} of the next episode, 0 where the policy itself is drawn from, and what the rule tells. */
    @Override
    public Map<String, Double> statistics() {
        Map<String, Double> statistics = new TreeMap<>(rule.statistics());
        statistics.put(
                "epsilon",
                rule.choice() == LevelRule.Choice.BY_CHANCE
                        ? 0
                        : settings.exploration().epsilonIn(rule.episodes()));
        return statistics;
    }

    @Override
    public void save(Path folder) {
        SavedKind.write(folder, name);
        rule.save(folder);
    }

    @Override
    public void restore(Path folder) {
        SavedKind.check(folder, name);
        rule.restore(folder);
    }
}
