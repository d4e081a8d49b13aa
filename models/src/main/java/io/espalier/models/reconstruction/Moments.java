package io.espalier.models.reconstruction;

import java.util.Arrays;

/**
 * First and second moments of the rows that a layer multiplies with its weights. Of the symmetric matrix only the lower triangle is kept, and
 * nothing at all for layers wider than {@link #WIDEST}.
 */
final class Moments {

    /** Features of the widest layer whose second moments are kept: they take 4 bytes times its square, 268 MB. */
    static final int WIDEST = 8_192;

    /** Rows that are added together; large enough that the matrix is not carried through the caches for each one. */
    private static final int BLOCK = 64;

    private final double[][] products;
    private final double[] means;
    private RowMatrix block;
    private int filled;
    private long count;

    Moments(int features) {
        this.products = new double[features > WIDEST ? 0 : features][];
        for (int i = 0; i < products.length; i++) {
            products[i] = new double[i + 1];
        }
        this.means = new double[features];
        this.block = new RowMatrix(BLOCK, features);
    }

    /** The place for the next row; write all of it, then call {@link #added()}. */
    double[] next() {
        return block.row(filled);
    }

    void added() {
        filled++;
        count++;
        if (filled == BLOCK) {
            flush();
        }
    }

    /** Nothing is added any more: from here on sums are means, immutable and safe for threads. */
    Moments finish() {
        flush();
        divide(means);
        for (double[] row : products) {
            divide(row);
        }
        block = new RowMatrix(0, 0);
        return this;
    }

    int features() {
        return means.length;
    }

    /** Whether there are second moments. */
    boolean hasProducts() {
        return products.length > 0;
    }

    /** Mean of a feature, if finished. */
    double mean(int feature) {
        return means[feature];
    }

    /** Mean of the product of a feature with each one up to itself, if finished. */
    double[] products(int feature) {
        return products[feature];
    }

    private void divide(double... values) {
        for (int i = 0; i < values.length; i++) {
            values[i] /= count;
        }
    }

    private void flush() {
        for (int i = 0; i < means.length; i += RowMatrix.BLOCK) {
            int end = Math.min(means.length, i + RowMatrix.BLOCK);
            double[][] columns = new double[end - i][filled];
            for (int feature = i; feature < end; feature++) {
                for (int row = 0; row < filled; row++) {
                    columns[feature - i][row] = block.get(row, feature);
                    means[feature] += columns[feature - i][row];
                }
            }
            if (hasProducts()) {
                RowMatrix.addRows(Arrays.copyOfRange(products, i, end), 0, block, columns, filled);
            }
        }
        filled = 0;
    }
}
