package io.espalier.models.dl4j;

import java.util.stream.IntStream;

/**
 * Batch normalisation of rows of channels (Ioffe and Szegedy 2015, "Batch Normalization", algorithm 1), forward and backward, on plain arrays.
 * Ours because oneDNN's backward pass behind ND4J takes several times as long on arrays whose channels lie last. Rows are divided into a
 * fixed number of parts whose sums are added in order, so results do not depend on the number of threads.
 */
final class ChannelsLastNorm {

    /** Enough for the cores of a workstation, few enough for the sums of a part to be long. */
    private static final int PARTS = 16;

    private final int channels;
    private final int rows;
    private final double epsilon;

    ChannelsLastNorm(int channels, int values, double epsilon) {
        this.channels = channels;
        this.rows = values / channels;
        this.epsilon = epsilon;
    }

    /** Mean of each channel. */
    double[] mean(float[] x) {
        double[] sums = sums((from, to, part) -> {
            for (int row = from; row < to; row++) {
                int at = row * channels;
                for (int channel = 0; channel < channels; channel++) {
                    part[channel] += x[at + channel];
                }
            }
        });
        return over(sums, rows);
    }

    /** Variance of each channel around a mean, over the number of rows. */
    double[] variance(float[] x, double[] mean) {
        float[] centre = floats(mean);
        double[] sums = sums((from, to, part) -> {
            for (int row = from; row < to; row++) {
                int at = row * channels;
                for (int channel = 0; channel < channels; channel++) {
                    float deviation = x[at + channel] - centre[channel];
                    part[channel] += deviation * deviation;
                }
            }
        });
        return over(sums, rows);
    }

    /** {@code gamma * (x - mean) / sqrt(variance + epsilon) + beta}. */
    float[] forward(float[] x, double[] mean, double[] variance, float[] gamma, float[] beta) {
        float[] factor = new float[channels];
        float[] constant = new float[channels];
        for (int channel = 0; channel < channels; channel++) {
            double scale = gamma[channel] / Math.sqrt(variance[channel] + epsilon);
            factor[channel] = (float) scale;
            constant[channel] = (float) (beta[channel] - scale * mean[channel]);
        }
        float[] y = new float[x.length];
        eachPart((from, to) -> {
            for (int row = from; row < to; row++) {
                int at = row * channels;
                for (int channel = 0; channel < channels; channel++) {
                    y[at + channel] = x[at + channel] * factor[channel] + constant[channel];
                }
            }
        });
        return y;
    }

    /** Gradients of a loss: by scale and shift, one a channel, and by the input. */
    static final class Gradients {

        final double[] gamma;
        final double[] beta;
        final float[] input;

        private Gradients(double[] gamma, double[] beta, float[] input) {
            this.gamma = gamma;
            this.beta = beta;
            this.input = input;
        }
    }

    /** From the gradient at the output, which is overwritten. */
    Gradients backward(float[] x, float[] delta, double[] mean, double[] variance, float[] gamma) {
        float[] centre = floats(mean);
        double[] beta = sums((from, to, part) -> {
            for (int row = from; row < to; row++) {
                int at = row * channels;
                for (int channel = 0; channel < channels; channel++) {
                    part[channel] += delta[at + channel];
                }
            }
        });
        double[] products = sums((from, to, part) -> {
            for (int row = from; row < to; row++) {
                int at = row * channels;
                for (int channel = 0; channel < channels; channel++) {
                    part[channel] += delta[at + channel] * (x[at + channel] - centre[channel]);
                }
            }
        });
        float[] byDelta = new float[channels];
        float[] byInput = new float[channels];
        float[] constant = new float[channels];
        double[] byGamma = new double[channels];
        for (int channel = 0; channel < channels; channel++) {
            double inverse = 1 / Math.sqrt(variance[channel] + epsilon);
            byGamma[channel] = products[channel] * inverse;
            double scale = gamma[channel] * inverse;
            byDelta[channel] = (float) scale;
            byInput[channel] = (float) (-scale * inverse * inverse * products[channel] / rows);
            constant[channel] = (float) (-scale * beta[channel] / rows);
        }
        eachPart((from, to) -> {
            for (int row = from; row < to; row++) {
                int at = row * channels;
                for (int channel = 0; channel < channels; channel++) {
                    delta[at + channel] = delta[at + channel] * byDelta[channel]
                            + (x[at + channel] - centre[channel]) * byInput[channel]
                            + constant[channel];
                }
            }
        });
        return new Gradients(byGamma, beta, delta);
    }

    /** Adds rows to sums. */
    private interface Summation {
        void add(int from, int to, double[] sums);
    }

    private interface Rows {
        void run(int from, int to);
    }

    private double[] sums(Summation summation) {
        double[][] parts = new double[PARTS][channels];
        IntStream.range(0, PARTS).parallel().forEach(part -> summation.add(from(part), from(part + 1), parts[part]));
        double[] sums = new double[channels];
        for (double[] part : parts) {
            for (int channel = 0; channel < channels; channel++) {
                sums[channel] += part[channel];
            }
        }
        return sums;
    }

    private void eachPart(Rows work) {
        IntStream.range(0, PARTS).parallel().forEach(part -> work.run(from(part), from(part + 1)));
    }

    private int from(int part) {
        return (int) ((long) rows * part / PARTS);
    }

    private static double[] over(double[] sums, int count) {
        double[] quotients = new double[sums.length];
        for (int i = 0; i < sums.length; i++) {
            quotients[i] = sums[i] / count;
        }
        return quotients;
    }

    static float[] floats(double... values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (float) values[i];
        }
        return rounded;
    }
}
