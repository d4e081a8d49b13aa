package io.espalier.models.reconstruction;

/**
 * First and second moments of the rows that a layer multiplies with its weights: the patches under a convolution's window (input channel after
 * input channel, tap after tap), or a dense layer's inputs.
 */
final class Moments {

    /** Rows that are added together; large enough that the matrix is not carried through the caches for each one. */
    private static final int BLOCK = 64;

    private final RowMatrix products;
    private final double[] sums;
    private final RowMatrix block;
    private int filled;
    private long count;

    Moments(int features) {
        this.products = new RowMatrix(features, features);
        this.sums = new double[features];
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

    long count() {
        return count;
    }

    /** Mean of every feature. */
    double[] mean() {
        flush();
        double[] mean = new double[sums.length];
        for (int i = 0; i < mean.length; i++) {
            mean[i] = sums[i] / count;
        }
        return mean;
    }

    /** Mean of {@code x x'}, the Gram matrix divided by the number of rows. */
    RowMatrix secondMoment() {
        flush();
        RowMatrix moment = new RowMatrix(sums.length, sums.length);
        for (int i = 0; i < sums.length; i++) {
            for (int j = i; j < sums.length; j++) {
                moment.set(i, j, products.get(i, j) / count);
            }
        }
        moment.mirrorUpper();
        return moment;
    }

    /** Mean of {@code (x - mean)(x - mean)'}. */
    RowMatrix covariance() {
        RowMatrix covariance = secondMoment();
        double[] mean = mean();
        for (int i = 0; i < mean.length; i++) {
            for (int j = 0; j < mean.length; j++) {
                covariance.set(i, j, covariance.get(i, j) - mean[i] * mean[j]);
            }
        }
        return covariance;
    }

    private void flush() {
        double[] column = new double[filled];
        for (int i = 0; i < sums.length; i++) {
            for (int row = 0; row < filled; row++) {
                column[row] = block.get(row, i);
                sums[i] += column[row];
            }
            RowMatrix.addRows(products.row(i), i, block, column, filled);
        }
        filled = 0;
    }
}
