package io.espalier.models.reconstruction;

import org.jspecify.annotations.Nullable;

/**
 * The inverse {@code P} of a layer's whole matrix {@code A = G + ridge I}. By the rule for inverses of blocks
 * {@code A_kk^-1 A_kr = -P_kr P_rr^-1}, so a fit costs no more than what the features that go cost, and not what those that stay do. Computed
 * when it is first asked for, because a single plan may need it of few layers. Safe for threads.
 */
final class Precision {

    /**
     * Features of the widest layer that has one: a 3x3 convolution of 128 channels. It takes 8 bytes times their square (11 MB) and
     * somewhat more multiplications than their cube, as much as twenty direct solves.
     */
    static final int WIDEST = 1_152;

    private final Gram gram;
    private final double ridge;
    private @Nullable RowMatrix inverse;

    /** @param gram not wider than {@link #WIDEST}, with products */
    Precision(Gram gram, double ridge) {
        this.gram = gram;
        this.ridge = ridge;
    }

    /**
     * {@code A_kk^-1 A_kr W_r}.
     *
     * @param kept features
     * @param removed all other features
     * @param weights {@code W_r}, one row for each feature that goes; overwritten
     * @return one row for each feature that stays
     */
    RowMatrix change(int[] kept, int[] removed, RowMatrix weights) {
        RowMatrix whole = inverse();
        Cholesky.inPlace(whole.select(removed, removed)).solveInPlace(weights);
        return weights.transposed().times(whole.select(removed, kept)).negated().transposed();
    }

    private synchronized RowMatrix inverse() {
        RowMatrix known = inverse;
        if (known == null) {
            known = computed();
            inverse = known;
        }
        return known;
    }

    private RowMatrix computed() {
        RowMatrix matrix = gram.whole();
        RowMatrix identity = new RowMatrix(matrix.rows(), matrix.rows());
        for (int i = 0; i < matrix.rows(); i++) {
            matrix.set(i, i, matrix.get(i, i) + ridge);
            identity.set(i, i, 1);
        }
        Cholesky.inPlace(matrix).solveInPlace(identity);
        return identity;
    }
}
