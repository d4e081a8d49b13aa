package io.espalier.models.reconstruction;

import io.espalier.models.graph.FloatArray;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The least-squares problem of one layer. With {@code G} the moments of its input, {@code W} its weights, {@code k} the features that stay and
 * {@code r} those that go, the new weights are
 *
 * <pre>W' = W_k + (G_kk + ridge I)^-1 G_kr W_r</pre>
 *
 * which minimises the mean of {@code |X_k W' - X W|^2 + ridge |W' - W_k|^2}. The ridge therefore pulls towards plain surgery, not towards 0,
 * and what need not change does not. If something behind the layer can add a constant, {@code G} is the covariance and the fit is one of
 * deviations from the mean. A layer too wide for second moments keeps its weights; the change of its mean is still known. Immutable and safe
 * for threads.
 */
final class LayerFit {

    /**
     * Ridge relative to the mean of the diagonal of {@code G}. Large enough that channels which are dead or copies of each other on the
     * calibration images do not get huge weights; small enough to cost nothing otherwise (figures in docs/adr/0004-gram-reconstruction.md).
     */
    static final double RELATIVE_RIDGE = 1e-3;

    private final Gram gram;
    private final LayerWeights weights;
    private final LayerOutputs outputs;
    private final double ridge;
    private final Optional<Precision> precision;

    /**
     * What a fit gives, for the outputs that stay.
     *
     * @param weights {@code [kept features, kept outputs]}
     * @param outputs how the layer's outputs change on the calibration images
     */
    record Fitted(RowMatrix weights, OutputShift outputs) {}

    /**
     * @param moments finished
     * @param weight {@code [outputs, ...]}
     * @param centred whether a constant can be added behind the layer
     */
    LayerFit(Moments moments, FloatArray weight, boolean centred) {
        this.gram = new Gram(moments, centred);
        this.weights = new LayerWeights(weight);
        // A layer that never saw anything but zeros (or constants) has nothing to fit; any ridge leaves its weights
        // alone.
        double scale = moments.hasProducts() ? gram.scale() : 0;
        this.ridge = scale > 0 ? RELATIVE_RIDGE * scale : 1;
        boolean narrow = moments.hasProducts() && moments.features() <= Precision.WIDEST;
        this.precision = narrow ? Optional.of(new Precision(gram, ridge)) : Optional.empty();
        this.outputs = LayerOutputs.of(gram, weights, ridge);
    }

    double ridge() {
        return ridge;
    }

    /** Number of outputs of the whole layer. */
    int outputs() {
        return weights.outputs();
    }

    /**
     * Fits the kept features to what all of them gave.
     *
     * @param kept features, ascending
     * @param keptOutputs that stay, ascending
     */
    Fitted fit(int[] kept, int[] keptOutputs) {
        RowMatrix change = gram.moments().hasProducts()
                ? change(kept, keptOutputs)
                : new RowMatrix(kept.length, keptOutputs.length);
        RowMatrix fitted = weights.select(kept, keptOutputs);
        for (int i = 0; i < kept.length; i++) {
            RowMatrix.addOne(fitted.row(i), 0, change.row(i), 1);
        }
        return new Fitted(fitted, outputs.shift(kept, keptOutputs, fitted, change));
    }

    private RowMatrix change(int[] kept, int[] keptOutputs) {
        int[] removed = complement(kept);
        RowMatrix lost = weights.select(removed, keptOutputs);
        return removed.length <= kept.length && precision.isPresent()
                ? precision.get().change(kept, removed, lost)
                : solved(kept, removed, lost);
    }

    private RowMatrix solved(int[] kept, int[] removed, RowMatrix lost) {
        int[] descending = IntStream.range(0, kept.length)
                .map(i -> kept[kept.length - 1 - i])
                .toArray();
        RowMatrix change =
                lost.transposed().times(gram.crossing(removed, descending)).transposed();
        RowMatrix normal = gram.upper(descending);
        for (int i = 0; i < kept.length; i++) {
            normal.set(i, i, normal.get(i, i) + ridge);
        }
        Cholesky.inPlace(normal).solveInPlace(change);
        return change.reversed();
    }

    private int[] complement(int... kept) {
        boolean[] stays = new boolean[gram.moments().features()];
        for (int feature : kept) {
            stays[feature] = true;
        }
        return IntStream.range(0, stays.length)
                .filter(feature -> !stays[feature])
                .toArray();
    }
}
