package io.espalier.experiments.benchmark;

import io.espalier.agent.Learner;
import io.espalier.agent.LearnerKind;
import io.espalier.agent.LearnerSettings;
import io.espalier.agent.Trajectory;
import io.espalier.env.contract.EpisodeModel;
import io.espalier.env.contract.ObservationSchema;
import io.espalier.env.contract.SearchProblem;
import io.espalier.models.random.RandomKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.random.RandomGenerator;
import org.deeplearning4j.rl4j.experience.StateActionRewardState;
import org.deeplearning4j.rl4j.observation.Observation;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Times the updates of a learner with its default settings on the calling thread. It learns from noise, because how long an update takes does
 * not depend on what is learned.
 */
public final class LearnerBenchmark {

    private static final int EPISODES_A_ROUND = 4;
    private static final double MICROS_IN_A_MILLI = 1000;

    private final SearchProblem problem;
    private final RandomGenerator generator =
            RandomKey.of(1, "benchmark.learner").generator();

    /**
     * @param features of an observation
     * @param steps of an episode
     */
    public LearnerBenchmark(int features, int steps) {
        ObservationSchema schema = new ObservationSchema(IntStream.range(0, features)
                .mapToObj(feature -> "feature_" + feature)
                .toList());
        this.problem = new SearchProblem(schema, steps, new Unbounded(features));
    }

    /**
     * Times of one update.
     *
     * @param updates that were timed
     * @param wallMicros for one, by the clock on the wall
     * @param processorMicros for one, in which the thread ran
     */
    public record Result(int updates, double wallMicros, double processorMicros) {}

    /**
     * Learns for so many rounds after as many that do not count; the first of these fill the memory.
     *
     * @throws IllegalArgumentException if this kind of learner makes no updates
     */
    public Result measure(LearnerKind kind, int rounds) {
        Learner learner = LearnerSettings.DEFAULTS.withKind(kind).create(problem, 1);
        while (updates(learner) == 0) {
            learn(learner, EPISODES_A_ROUND);
            if (!learner.statistics().containsKey("updates")) {
                throw new IllegalArgumentException("learner must make updates: " + kind.configName());
            }
        }
        learn(learner, rounds);
        int before = updates(learner);
        Stopwatch watch = Stopwatch.start();
        learn(learner, rounds);
        watch.lap("learning");
        int updates = updates(learner) - before;
        Stopwatch.Lap lap = watch.laps().get(0);
        return new Result(
                updates,
                MICROS_IN_A_MILLI * lap.wallMillis() / updates,
                MICROS_IN_A_MILLI * lap.processorMillis() / updates);
    }

    private static int updates(Learner learner) {
        return learner.statistics().getOrDefault("updates", 0.0).intValue();
    }

    private void learn(Learner learner, int rounds) {
        for (int round = 0; round < rounds; round++) {
            learner.learn(IntStream.range(0, EPISODES_A_ROUND)
                    .mapToObj(episode -> noise())
                    .toList());
        }
    }

    private Trajectory noise() {
        List<StateActionRewardState<Double>> steps = new ArrayList<>();
        for (int step = 0; step < problem.steps(); step++) {
            boolean last = step == problem.steps() - 1;
            double reward = last ? generator.nextDouble() : 0;
            steps.add(new StateActionRewardState<>(observation(), generator.nextDouble(), reward, last));
        }
        return new Trajectory(steps);
    }

    private Observation observation() {
        double[] values = new double[problem.schema().size()];
        Arrays.setAll(values, feature -> generator.nextDouble());
        return new Observation(Nd4j.create(values, new long[] {1, values.length}, 'c'));
    }

    /** Of episodes without a budget, in which nothing is expected of anything. */
    private record Unbounded(int features) implements EpisodeModel {

        @Override
        public int[] kept(double... actions) {
            return new int[actions.length];
        }

        @Override
        public double[] taken(double... actions) {
            return actions.clone();
        }

        @Override
        public double[] used(double... actions) {
            return new double[] {0};
        }

        @Override
        public double expectedDrop(int step, double action) {
            return 0;
        }

        @Override
        public double[] observation(double... actions) {
            return new double[features];
        }
    }
}
