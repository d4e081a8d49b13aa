package io.espalier.models.reconstruction;

/**
 * The matrix of a layer's least-squares problem, read from its moments where they lie: the mean of {@code x x'}, or of
 * {@code (x - mean)(x - mean)'} if centred. Immutable.
 *
 * @param moments finished, with products
 */
record Gram(Moments moments, boolean centred) {

    /** Mean of the diagonal. */
    double scale() {
        double sum = 0;
        for (int i = 0; i < moments.features(); i++) {
            sum += entry(i, i);
        }
        return sum / moments.features();
    }

    /**
     * The upper triangle of the part with these rows and columns.
     *
     * @param descending features, the last first: the order in which the stored rows can be walked
     */
    RowMatrix upper(int... descending) {
        RowMatrix upper = new RowMatrix(descending.length, descending.length);
        for (int i = 0; i < descending.length; i++) {
            fill(upper.row(i), descending[i], descending, i);
        }
        return upper;
    }

    /** All of it, copied. */
    RowMatrix whole() {
        int size = moments.features();
        RowMatrix whole = new RowMatrix(size, size);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                whole.set(i, j, entry(i, j));
                whole.set(j, i, entry(i, j));
            }
        }
        return whole;
    }

    /** The part where these rows and columns cross; no feature may be both. */
    RowMatrix crossing(int[] rows, int[] columns) {
        RowMatrix crossing = new RowMatrix(rows.length, columns.length);
        // Twice over all places, because stored rows are walked much faster than stored columns.
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                if (columns[j] < rows[i]) {
                    crossing.set(i, j, entry(rows[i], columns[j]));
                }
            }
        }
        for (int j = 0; j < columns.length; j++) {
            for (int i = 0; i < rows.length; i++) {
                if (rows[i] < columns[j]) {
                    crossing.set(i, j, entry(columns[j], rows[i]));
                }
            }
        }
        return crossing;
    }

    /** The whole matrix times another. */
    RowMatrix times(RowMatrix right) {
        int size = moments.features();
        RowMatrix product = new RowMatrix(size, right.columns());
        double[] row = new double[size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                row[j] = j < i ? entry(i, j) : entry(j, i);
            }
            RowMatrix.addRows(product.row(i), 0, right, row, size);
        }
        return product;
    }

    private void fill(double[] row, int feature, int[] descending, int from) {
        double[] products = moments.products(feature);
        double mean = centred ? moments.mean(feature) : 0;
        for (int j = from; j < descending.length; j++) {
            row[j] = products[descending[j]] - mean * moments.mean(descending[j]);
        }
    }

    /** @param other not above the feature */
    private double entry(int feature, int other) {
        double product = moments.products(feature)[other];
        return centred ? product - moments.mean(feature) * moments.mean(other) : product;
    }
}
