package io.espalier.agent.plans;

import io.espalier.models.random.RandomKey;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * Draws that change a plan.
 *
 * @param rate the chance of each step to change; one step changes at least
 * @param deviation of the normal distribution that is added
 */
record Neighbourhood(double rate, double deviation) {

    /** How often a plan is drawn anew that was tried before. */
    private static final int ATTEMPTS = 20;

    /** The actions with some of them moved; those that leave [0, 1] come back by as much as they left it. */
    double[] of(RandomGenerator generator, double... actions) {
        double[] moved = actions.clone();
        int certain = generator.nextInt(actions.length);
        for (int step = 0; step < moved.length; step++) {
            if (generator.nextDouble() < rate || step == certain) {
                moved[step] = reflected(moved[step] + deviation * generator.nextGaussian());
            }
        }
        return moved;
    }

    private static double reflected(double action) {
        double within = Math.abs(action) % 2;
        return within > 1 ? 2 - within : within;
    }

    /** The first draw that is new, or the last one where all were tried: evaluating a plan twice tells nothing. */
    static double[] untried(
            History history, List<double[]> pending, RandomKey key, Function<RandomGenerator, double[]> draw) {
        double[] drawn = draw.apply(key.at(0).generator());
        for (int attempt = 1; attempt < ATTEMPTS && isKnown(history, pending, drawn); attempt++) {
            drawn = draw.apply(key.at(attempt).generator());
        }
        return drawn;
    }

    static boolean isKnown(History history, List<double[]> pending, double... actions) {
        return history.contains(actions) || pending.stream().anyMatch(other -> Arrays.equals(other, actions));
    }
}
