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
        for (int input = 0; input < x.length; input++) {
            addTimes(x[input], transposed[level], input * y.length, y);
        }
    }

    private static void addTimes(float factor, float[] weights, int start, float[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] = Math.fma(factor, weights[start + i], sums[i]);
        }
    }
}
