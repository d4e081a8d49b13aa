package io.espalier.agent;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * What the rewards of plans that were played tell of other plans: a Gaussian process over the actions with a squared exponential kernel and
 * an unknown constant mean (Rasmussen and Williams 2006, algorithm 2.1 and section 2.7). A few dozen plans teach it more than they teach
 * critics, and it knows how little it knows. Immutable.
 */
final class PlanModel {

    /** Fewer plans tell nothing of others. */
    static final int LEAST = 4;

    /** The latest plans that are looked at; an answer takes as many squared multiplications. */
    private static final int LATEST = 200;

    /** Distances, root mean square of the actions' differences, over which rewards resemble each other. */
    private static final double[] LENGTHS = {0.1, 0.15, 0.2, 0.3, 0.4};

    /** The variance of a plan's own part of its reward, beside the variance of the part that resembles others'. */
    private static final double[] NOISES = {0.1, 0.3, 1};

    /** Below this all rewards are the same. */
    private static final double NOTHING = 1e-12;

    private final double[][] plans;
    private final double length;
    private final CholeskyDecomposition covariance;
    private final double mean;
    private final double variance;
    private final double likelihood;
    private final RealVector weights;

    private PlanModel(double[][] plans, double length, double noise, double... rewards) {
        this.plans = plans;
        this.length = length;
        this.covariance = new CholeskyDecomposition(covariances(noise));
        RealVector ones = new ArrayRealVector(plans.length, 1);
        RealVector weighted = covariance.getSolver().solve(ones);
        RealVector values = new ArrayRealVector(rewards);
        this.mean = weighted.dotProduct(values) / weighted.dotProduct(ones);
        RealVector left = values.mapSubtract(mean);
        this.weights = covariance.getSolver().solve(left);
        this.variance = Math.max(NOTHING, left.dotProduct(weights) / plans.length);
        RealMatrix root = covariance.getL();
        this.likelihood = -plans.length * Math.log(variance) / 2
                - IntStream.range(0, plans.length)
                        .mapToDouble(i -> Math.log(root.getEntry(i, i)))
                        .sum();
    }

    /**
     * The model of the latest remembered plans and their scaled rewards; length and noise are those that make the rewards most likely.
     *
     * @param memory of {@link #LEAST} episodes at least, settled
     */
    static PlanModel of(PlanMemory memory) {
        List<PlayedEpisode> episodes = memory.oldestFirst();
        int first = Math.max(0, episodes.size() - LATEST);
        double[][] plans =
                episodes.stream().skip(first).map(PlayedEpisode::actions).toArray(double[][]::new);
        double[] rewards = IntStream.range(first, episodes.size())
                .mapToDouble(memory::rewardOfEpisode)
                .toArray();
        return Arrays.stream(LENGTHS)
                .boxed()
                .flatMap(length ->
                        DoubleStream.of(NOISES).mapToObj(noise -> new PlanModel(plans, length, noise, rewards)))
                .max(Comparator.comparingDouble(model -> model.likelihood))
                .orElseThrow();
    }

    private RealMatrix covariances(double noise) {
        RealMatrix matrix = new Array2DRowRealMatrix(plans.length, plans.length);
        for (int i = 0; i < plans.length; i++) {
            matrix.setEntry(i, i, 1 + noise);
            for (int j = 0; j < i; j++) {
                double alike = alike(plans[i], plans[j]);
                matrix.setEntry(i, j, alike);
                matrix.setEntry(j, i, alike);
            }
        }
        return matrix;
    }

    private double alike(double[] plan, double... other) {
        double squares = 0;
        for (int step = 0; step < plan.length; step++) {
            squares += (plan[step] - other[step]) * (plan[step] - other[step]);
        }
        return Math.exp(-squares / plan.length / (2 * length * length));
    }

    /**
     * The scaled reward that is expected of a plan, without the part that is its own.
     *
     * @param deviations how many of its standard deviations are added
     */
    double value(double deviations, double... plan) {
        RealVector alike = new ArrayRealVector(
                Arrays.stream(plans).mapToDouble(other -> alike(plan, other)).toArray());
        double unknown = 1 - alike.dotProduct(covariance.getSolver().solve(alike));
        return mean + alike.dotProduct(weights) + deviations * Math.sqrt(variance * Math.max(0, unknown));
    }
}
