package io.espalier.agent.network;

import org.apache.commons.math3.random.RandomGenerator;

/** One array of parameters with its gradients and Adam's two moments. Mutable. */
final class Parameters {

    /** Adam's rates as its authors advise (Kingma and Ba 2015, section 2). */
    private static final float KEEP_FIRST = 0.9f;

    private static final float KEEP_SECOND = 0.999f;
    private static final float EPSILON = 1e-8f;

    final float[] values;
    final float[] gradients;
    final float[] firstMoments;
    final float[] secondMoments;

    Parameters(int size) {
        values = new float[size];
        gradients = new float[size];
        firstMoments = new float[size];
        secondMoments = new float[size];
    }

    void drawUniform(double bound, RandomGenerator generator) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * generator.nextDouble() - 1) * bound);
        }
    }

    /** Step number {@code step}, counted from 1, against the gradients. */
    void descend(double learningRate, int step) {
        float rate =
                (float) (learningRate * Math.sqrt(1 - Math.pow(KEEP_SECOND, step)) / (1 - Math.pow(KEEP_FIRST, step)));
        for (int i = 0; i < values.length; i++) {
            float gradient = gradients[i];
            float first = KEEP_FIRST * firstMoments[i] + (1 - KEEP_FIRST) * gradient;
            float second = KEEP_SECOND * secondMoments[i] + (1 - KEEP_SECOND) * gradient * gradient;
            firstMoments[i] = first;
            secondMoments[i] = second;
            values[i] -= rate * first / ((float) Math.sqrt(second) + EPSILON);
        }
    }

    void moveTowards(Parameters other, float share) {
        float[] goal = other.values;
        for (int i = 0; i < values.length; i++) {
            values[i] = (1 - share) * values[i] + share * goal[i];
        }
    }

    boolean finite() {
        // A sum is not finite if one of its parts is not: an infinite part stays, or meets its opposite and is no
        // number.
        float sum = 0;
        for (float value : values) {
            sum += 0 * value;
        }
        return sum == 0;
    }
}
