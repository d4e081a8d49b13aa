package io.espalier.agent;

/**
 * A normal distribution squashed into (0, 1): x = mean + deviation noise, action = 1 / (1 + exp(-x)) (Haarnoja et al. 2018, appendix C, where
 * tanh squashes into (-1, 1); an entropy in (0, 1) is less by ln 2).
 *
 * @param mean before squashing
 * @param logDeviation before squashing, cut to what is of use
 * @param cut whether it was cut, so that no gradient goes through it
 */
record SquashedNormal(double mean, double logDeviation, boolean cut) {

    /** Sharper or flatter distributions help nobody. */
    private static final double LEAST_LOG_DEVIATION = -5;

    private static final double LARGEST_LOG_DEVIATION = 1;

    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    /** Keeps logarithms finite where an action is 0 or 1 to the last digit. */
    private static final double LEAST_SLOPE = 1e-12;

    /** From the two outputs of a network. */
    static SquashedNormal of(double mean, double wishedLogDeviation) {
        double kept = Math.max(LEAST_LOG_DEVIATION, Math.min(LARGEST_LOG_DEVIATION, wishedLogDeviation));
        return new SquashedNormal(mean, kept, kept != wishedLogDeviation);
    }

    private static double squashed(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** The action of the mean. */
    double middle() {
        return squashed(mean);
    }

    /** The derivative of {@link #middle()} by the mean. */
    double middleSlope() {
        return middle() * (1 - middle());
    }

    /** @param noise from the standard normal distribution */
    Draw draw(double noise) {
        return new Draw(this, noise, squashed(mean + Math.exp(logDeviation) * noise));
    }

    /** One action, and how it changes with the distribution while its noise stays. */
    record Draw(SquashedNormal from, double noise, double action) {

        private double slope() {
            return action * (1 - action);
        }

        /** ln pi(action). */
        double logDensity() {
            return -noise * noise / 2
                    - from.logDeviation()
                    - HALF_LOG_TWO_PI
                    - Math.log(Math.max(LEAST_SLOPE, slope()));
        }

        /** The derivative by the mean of temperature ln pi(action) - Q(action); d ln(a (1 - a)) / dx = 1 - 2 a. */
        double byMean(double temperature, double valueByAction) {
            return temperature * (2 * action - 1) - valueByAction * slope();
        }

        /** The same by the logarithm of the deviation. */
        double byLogDeviation(double temperature, double valueByAction) {
            return from.cut()
                    ? 0
                    : byMean(temperature, valueByAction) * noise * Math.exp(from.logDeviation()) - temperature;
        }
    }
}
