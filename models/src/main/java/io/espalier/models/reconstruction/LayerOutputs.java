package io.espalier.models.reconstruction;

import java.util.stream.IntStream;

/** What the outputs of a layer are like on the calibration images, and from that what they are like after a fit. Immutable. */
final class LayerOutputs {

    private final Gram gram;
    private final LayerWeights weights;
    private final double ridge;
    /** {@code G W}, {@code [features, outputs]}; floats, because it is as large as the weights and only variances come from it. */
    private final float[] products;

    private final double[] means;
    private final double[] squares;

    private LayerOutputs(Gram gram, LayerWeights weights, double ridge) {
        this.gram = gram;
        this.weights = weights;
        this.ridge = ridge;
        this.products = new float[gram.moments().hasProducts() ? weights.features() * weights.outputs() : 0];
        this.means = new double[weights.outputs()];
        this.squares = new double[weights.outputs()];
    }

    static LayerOutputs of(Gram gram, LayerWeights weights, double ridge) {
        LayerOutputs outputs = new LayerOutputs(gram, weights, ridge);
        int[] allFeatures = IntStream.range(0, weights.features()).toArray();
        int[] allOutputs = IntStream.range(0, weights.outputs()).toArray();
        for (int i : allFeatures) {
            for (int j : allOutputs) {
                outputs.means[j] += gram.moments().mean(i) * weights.get(i, j);
            }
        }
        if (gram.moments().hasProducts()) {
            outputs.multiply(gram.times(weights.select(allFeatures, allOutputs)));
        }
        return outputs;
    }

    private void multiply(RowMatrix gramTimesWeights) {
        for (int i = 0; i < gramTimesWeights.rows(); i++) {
            double[] row = gramTimesWeights.row(i);
            for (int j = 0; j < row.length; j++) {
                products[i * row.length + j] = (float) row[j];
                squares[j] += row[j] * weights.get(i, j);
            }
        }
    }

    /**
     * How the outputs change.
     *
     * @param kept features
     * @param keptOutputs outputs that stay
     * @param fitted new weights {@code [kept features, kept outputs]}
     * @param change new weights minus old ones
     */
    OutputShift shift(int[] kept, int[] keptOutputs, RowMatrix fitted, RowMatrix change) {
        double[] after = new double[keptOutputs.length];
        double[] squareAfter = new double[keptOutputs.length];
        for (int i = 0; i < kept.length; i++) {
            double mean = gram.moments().mean(kept[i]);
            int from = kept[i] * weights.outputs();
            double[] fittedRow = fitted.row(i);
            double[] changeRow = change.row(i);
            for (int j = 0; j < keptOutputs.length; j++) {
                after[j] += mean * fittedRow[j];
                if (products.length > 0) {
                    // (G W')_k = (G W)_k - ridge (W' - W_k) by the normal equations, so the new variance needs no
                    // product
                    // with G.
                    squareAfter[j] += fittedRow[j] * (products[from + keptOutputs[j]] - ridge * changeRow[j]);
                }
            }
        }
        double[] meanChange = new double[keptOutputs.length];
        double[] varianceRatio = new double[keptOutputs.length];
        for (int j = 0; j < keptOutputs.length; j++) {
            double before = means[keptOutputs[j]];
            meanChange[j] = after[j] - before;
            varianceRatio[j] = ratio(squares[keptOutputs[j]] - uncentred(before), squareAfter[j] - uncentred(after[j]));
        }
        return new OutputShift(meanChange, varianceRatio);
    }

    private double uncentred(double mean) {
        return gram.centred() ? 0 : mean * mean;
    }

    private static double ratio(double variance, double varianceAfter) {
        return variance > 0 ? Math.max(0, varianceAfter / variance) : 1;
    }
}
