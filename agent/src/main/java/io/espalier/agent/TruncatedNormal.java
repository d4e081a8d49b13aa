package io.espalier.agent;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.random.RandomGenerator;

/**
 * A normal distribution cut to [0, 1].
 *
 * @param mean of the uncut one, in [0, 1]
 * @param deviation of the uncut one, positive
 */
record TruncatedNormal(double mean, double deviation) {

    /** One draw by inversion; at the ends rounding is cut off. */
    double draw(RandomGenerator generator) {
        NormalDistribution uncut = new NormalDistribution(null, mean, deviation);
        double low = uncut.cumulativeProbability(0);
        double high = uncut.cumulativeProbability(1);
        double drawn = uncut.inverseCumulativeProbability(low + (high - low) * generator.nextDouble());
        return Math.max(0, Math.min(1, drawn));
    }
}
