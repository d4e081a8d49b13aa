package io.espalier.models.reconstruction;

import io.espalier.models.graph.FloatArray;

/**
 * A layer's weight {@code [outputs, ...]} seen as {@code [features, outputs]}.
 *
 * @param weight not copied
 */
record LayerWeights(FloatArray weight) {

    int outputs() {
        return weight.shape().get(0);
    }

    int features() {
        return weight.length() / outputs();
    }

    double get(int feature, int output) {
        return weight.values()[output * features() + feature];
    }

    /** The elements where the given features and outputs cross. */
    RowMatrix select(int[] features, int[] outputs) {
        RowMatrix selected = new RowMatrix(features.length, outputs.length);
        float[] values = weight.values();
        int width = features();
        for (int j = 0; j < outputs.length; j++) {
            for (int i = 0; i < features.length; i++) {
                selected.set(i, j, values[outputs[j] * width + features[i]]);
            }
        }
        return selected;
    }

    /** {@code [features, outputs]} as the values of a weight {@code [outputs, ...]}. */
    static float[] values(RowMatrix weights) {
        float[] values = new float[weights.rows() * weights.columns()];
        for (int i = 0; i < weights.rows(); i++) {
            double[] row = weights.row(i);
            for (int j = 0; j < row.length; j++) {
                values[j * weights.rows() + i] = (float) row[j];
            }
        }
        return values;
    }
}
