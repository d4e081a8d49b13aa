package io.espalier.env.staircase;

import java.util.ArrayList;
import java.util.List;

/**
 * From what the parts of a network take to what the whole takes: a weighted sum whose weights are fitted to plans that were measured whole.
 * Non-negative least squares of relative errors, drawn to one common weight for all layers and to none for what has no weight of its own,
 * so that few plans do little harm: a Bayesian linear regression with normal priors, cut off at 0. Immutable.
 */
final class Calibration {

    /** How far one whole measurement is off, as a share. */
    private static final double NOISE = 0.02;
    /** How far a signature's weight may be from the common one, as a share of it. */
    private static final double LAYER_SPREAD = 0.3;
    /** How much of the unpruned network's time anything else may take. */
    private static final double OTHER_SPREAD = 0.1;

    /** Weights that are all cut off at 0 would say that a network takes no time. */
    private static final double LEAST = 0.001;

    private static final int FOLDS = 10;
    private static final int FEWEST = 5;
    private static final int SWEEPS = 400;

    private final double[] weights;
    private final double relativeError;

    private Calibration(double[] weights, double relativeError) {
        this.weights = weights;
        this.relativeError = relativeError;
    }

    /** A plan's parts and what it took. */
    static final class Example {
        private final double[] parts;
        private final double ratio;

        /**
         * Takes over the parts.
         *
         * @param parts share of the unpruned network's layer time that each signature takes, then whatever else the time may depend on, as
         *     share of the most that the unpruned network has of it
         * @param ratio measured
         */
        Example(double[] parts, double ratio) {
            this.parts = parts;
            this.ratio = ratio;
        }
    }

    /**
     * The fitted weights.
     *
     * @param whole parts of the unpruned network, whose ratio is 1
     * @param layers how many of the parts are layers
     */
    static Calibration of(List<Example> examples, double[] whole, int layers) {
        double wrong = 0;
        int folds = Math.min(FOLDS, examples.size());
        for (int fold = 0; fold < folds; fold++) {
            List<Example> rest = new ArrayList<>();
            for (int i = 0; i < examples.size(); i++) {
                if (i % folds != fold) {
                    rest.add(examples.get(i));
                }
            }
            double[] fitted = fit(rest, whole, layers);
            for (int i = fold; i < examples.size(); i += folds) {
                Example held = examples.get(i);
                wrong += Math.abs(dot(fitted, held.parts) / held.ratio - 1);
            }
        }
        return new Calibration(
                fit(examples, whole, layers), examples.size() < FEWEST ? Double.NaN : wrong / examples.size());
    }

    /** Predicted ratio; positive, however little the measurements were worth. */
    double ratio(double... parts) {
        return Math.max(LEAST, dot(weights, parts));
    }

    /** Mean relative error of plans that were left out of the fit, each once; NaN if there are fewer than five. */
    double relativeError() {
        return relativeError;
    }

    /** Weight of each part; none negative. */
    double[] weights() {
        return weights.clone();
    }

    private static double[] fit(List<Example> examples, double[] whole, int layers) {
        List<Example> all = new ArrayList<>(examples);
        // That the unpruned network takes as long as itself is known better than any measurement.
        for (int i = 0; i <= examples.size() / 2; i++) {
            all.add(new Example(whole, 1));
        }
        int size = whole.length;
        double[][] hessian = new double[size][size];
        double[] gradient = new double[size];
        double above = 0;
        double below = 0;
        for (Example example : all) {
            double precision = 1 / (NOISE * example.ratio * NOISE * example.ratio);
            double sum = 0;
            for (int i = 0; i < size; i++) {
                sum += i < layers ? example.parts[i] : 0;
                gradient[i] += precision * example.parts[i] * example.ratio;
                for (int j = 0; j < size; j++) {
                    hessian[i][j] += precision * example.parts[i] * example.parts[j];
                }
            }
            above += precision * sum * example.ratio;
            below += precision * sum * sum;
        }
        double common = above / below;
        for (int i = 0; i < size; i++) {
            double spread = i < layers ? LAYER_SPREAD * common : OTHER_SPREAD;
            hessian[i][i] += 1 / (spread * spread);
            gradient[i] += i < layers ? common / (spread * spread) : 0;
        }
        double[] weights = nonNegative(hessian, gradient);
        double one = dot(weights, whole);
        for (int i = 0; i < size; i++) {
            weights[i] /= one;
        }
        return weights;
    }

    /** Minimises {@code x H x / 2 - g x} over {@code x >= 0}, coordinate by coordinate. */
    private static double[] nonNegative(double[][] hessian, double... gradient) {
        double[] x = new double[gradient.length];
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int i = 0; i < x.length; i++) {
                double rest = gradient[i] - dot(hessian[i], x) + hessian[i][i] * x[i];
                x[i] = Math.max(0, rest / hessian[i][i]);
            }
        }
        return x;
    }

    private static double dot(double[] a, double... b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
