package io.espalier.models.reconstruction;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The least-squares problem of one layer. With {@code G} the moments of its input, {@code W} its weights, {@code k} the features that stay and
 * {@code r} those that go, the new weights are
 *
 * <pre>W' = W_k + (G_kk + ridge I)^-1 G_kr W_r</pre>
 *
 * which minimises the mean of {@code |X_k W' - X W|^2 + ridge |W' - W_k|^2}. The ridge therefore pulls towards plain surgery, not towards 0,
 * and what need not change does not. If something behind the layer can add a constant, {@code G} is the covariance and the fit is one of
 * deviations from the mean. Immutable and safe for threads.
 */
final class LayerFit {

    /**
     * Ridge relative to the mean of the diagonal of {@code G}. Large enough that channels which are dead or copies of each other on the
     * calibration images do not get huge weights; small enough to cost nothing otherwise (figures in docs/adr/0004-gram-reconstruction.md).
     */
    static final double RELATIVE_RIDGE = 1e-3;

    private final RowMatrix gram;
    private final double[] mean;
    private final RowMatrix weights;
    private final RowMatrix products;
    private final double ridge;
    private final boolean centred;

    /**
     * What a fit gives, for the outputs that stay.
     *
     * @param weights {@code [kept features, kept outputs]}
     * @param outputs how the layer's outputs change on the calibration images
     */
    record Fitted(RowMatrix weights, OutputShift outputs) {}

    /**
     * @param weights {@code [features, outputs]}
     * @param centred whether a constant can be added behind the layer
     */
    LayerFit(Moments moments, RowMatrix weights, boolean centred) {
        this.gram = centred ? moments.covariance() : moments.secondMoment();
        this.mean = moments.mean();
        this.weights = weights;
        this.products = gram.times(weights);
        this.centred = centred;
        double diagonal = 0;
        for (int i = 0; i < gram.rows(); i++) {
            diagonal += gram.get(i, i) / gram.rows();
        }
        // A layer that never saw anything but zeros (or constants) has nothing to fit; any ridge leaves its weights
        // alone.
        this.ridge = diagonal > 0 ? RELATIVE_RIDGE * diagonal : 1;
    }

    double ridge() {
        return ridge;
    }

    /** Number of outputs of the whole layer. */
    int outputs() {
        return weights.columns();
    }

    /**
     * Fits the kept features to what all of them gave.
     *
     * @param kept features, ascending
     * @param outputs that stay, ascending
     */
    Fitted fit(int[] kept, int[] outputs) {
        int[] removed = complement(kept);
        RowMatrix removedWeights = weights.select(removed, outputs);
        RowMatrix change = gram.select(kept, removed).times(removedWeights);
        RowMatrix normal = gram.select(kept, kept);
        for (int i = 0; i < kept.length; i++) {
            normal.set(i, i, normal.get(i, i) + ridge);
        }
        Cholesky.inPlace(normal).solveInPlace(change);
        RowMatrix fitted = weights.select(kept, outputs);
        for (int i = 0; i < kept.length; i++) {
            for (int j = 0; j < outputs.length; j++) {
                fitted.set(i, j, fitted.get(i, j) + change.get(i, j));
            }
        }
        return new Fitted(fitted, shift(kept, outputs, fitted, change));
    }

    private OutputShift shift(int[] kept, int[] outputs, RowMatrix fitted, RowMatrix change) {
        double[] meanChange = new double[outputs.length];
        double[] varianceRatio = new double[outputs.length];
        for (int j = 0; j < outputs.length; j++) {
            int output = outputs[j];
            double before = product(weights, output);
            double square = product(products, weights, output);
            double after = 0;
            double squareAfter = 0;
            for (int i = 0; i < kept.length; i++) {
                after += mean[kept[i]] * fitted.get(i, j);
                // (G W')_k = (G W)_k - ridge (W' - W_k) by the normal equations, so the new variance needs no product
                // with G.
                squareAfter += fitted.get(i, j) * (products.get(kept[i], output) - ridge * change.get(i, j));
            }
            double variance = centred ? square : square - before * before;
            double varianceAfter = centred ? squareAfter : squareAfter - after * after;
            meanChange[j] = after - before;
            varianceRatio[j] = variance > 0 ? Math.max(0, varianceAfter / variance) : 1;
        }
        return new OutputShift(meanChange, varianceRatio);
    }

    private double product(RowMatrix matrix, int column) {
        double sum = 0;
        for (int i = 0; i < mean.length; i++) {
            sum += mean[i] * matrix.get(i, column);
        }
        return sum;
    }

    private static double product(RowMatrix one, RowMatrix other, int column) {
        double sum = 0;
        for (int i = 0; i < one.rows(); i++) {
            sum += one.get(i, column) * other.get(i, column);
        }
        return sum;
    }

    private int[] complement(int... kept) {
        boolean[] stays = new boolean[mean.length];
        Arrays.stream(kept).forEach(feature -> stays[feature] = true);
        return IntStream.range(0, stays.length)
                .filter(feature -> !stays[feature])
                .toArray();
    }
}
