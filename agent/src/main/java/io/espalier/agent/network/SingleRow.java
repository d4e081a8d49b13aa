package io.espalier.agent.network;

import io.espalier.agent.network.DenseNetwork.Layer;
import java.util.Arrays;
import java.util.List;

/**
 * A network's weights the other way round, {@code [inputs, outputs]}, as they are now: with them the product of one row is a plain loop that
 * takes a fraction of the time that BLAS takes to copy the weights. Sums run over the inputs in order and round once a term, as BLAS's do for
 * one row. Immutable.
 */
final class SingleRow {

    /** Inputs that are added before a sum is stored. */
    private static final int AT_ONCE = 4;

    private final float[][] transposed;

    SingleRow(List<Layer> layers) {
        transposed = layers.stream().map(SingleRow::transposed).toArray(float[][]::new);
    }

    private static float[] transposed(Layer layer) {
        float[] values = layer.weights().values;
        float[] turned = new float[values.length];
        for (int output = 0; output < layer.outputs(); output++) {
            for (int input = 0; input < layer.inputs(); input++) {
                turned[input * layer.outputs() + output] = values[output * layer.inputs() + input];
            }
        }
        return turned;
    }

    /** {@code y = x w^T}, for {@code x [inputs]}, {@code y [outputs]}. */
    void multiply(int level, float[] x, float[] y) {
        Arrays.fill(y, 0);
        float[] weights = transposed[level];
        int input = 0;
        for (; input + AT_ONCE <= x.length; input += AT_ONCE) {
            addFour(x, input, weights, y);
        }
        for (; input < x.length; input++) {
            addOne(x[input], weights, input * y.length, y);
        }
    }

    private static void addFour(float[] x, int input, float[] weights, float[] sums) {
        float first = x[input];
        float second = x[input + 1];
        float third = x[input + 2];
        float fourth = x[input + 3];
        int row = input * sums.length;
        int width = sums.length;
        for (int i = 0; i < width; i++) {
            float sum = Math.fma(first, weights[row + i], sums[i]);
            sum = Math.fma(second, weights[row + width + i], sum);
            sum = Math.fma(third, weights[row + 2 * width + i], sum);
            sums[i] = Math.fma(fourth, weights[row + 3 * width + i], sum);
        }
    }

    private static void addOne(float factor, float[] weights, int start, float[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] = Math.fma(factor, weights[start + i], sums[i]);
        }
    }
}
