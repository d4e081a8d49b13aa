package io.espalier.models.reconstruction;

import java.util.Arrays;

/**
 * A mutable matrix of doubles, one Java array a row. Everything that costs time is one loop over whole rows, {@link #addRows}, which the
 * JIT compiles to vector instructions (it does so only for arrays that are walked with the same index). Single-threaded, so sums are always
 * taken in the same order.
 */
final class RowMatrix {

    /** Rows that are worked on together; some hundred kilobytes of doubles at most, and a multiple of four. */
    static final int BLOCK = 8;

    private final double[][] rows;
    private final int columns;

    RowMatrix(int rows, int columns) {
        this(new double[rows][columns], columns);
    }

    private RowMatrix(double[][] rows, int columns) {
        this.rows = rows;
        this.columns = columns;
    }

    int rows() {
        return rows.length;
    }

    int columns() {
        return columns;
    }

    double get(int row, int column) {
        return rows[row][column];
    }

    void set(int row, int column, double value) {
        rows[row][column] = value;
    }

    /** The rows themselves from one to before another, for reading and writing. */
    double[][] rows(int from, int to) {
        return Arrays.copyOfRange(rows, from, to);
    }

    /** The row itself, for reading and writing. */
    double[] row(int row) {
        return rows[row];
    }

    /** The elements where the given rows and columns cross. */
    RowMatrix select(int[] someRows, int[] someColumns) {
        RowMatrix selected = new RowMatrix(someRows.length, someColumns.length);
        for (int i = 0; i < someRows.length; i++) {
            double[] from = rows[someRows[i]];
            double[] to = selected.rows[i];
            for (int j = 0; j < someColumns.length; j++) {
                to[j] = from[someColumns[j]];
            }
        }
        return selected;
    }

    /** Rows as columns, copied. */
    RowMatrix transposed() {
        RowMatrix transposed = new RowMatrix(columns, rows.length);
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns; j++) {
                transposed.rows[j][i] = rows[i][j];
            }
        }
        return transposed;
    }

    /** This matrix times another. */
    RowMatrix times(RowMatrix right) {
        RowMatrix product = new RowMatrix(rows.length, right.columns);
        for (int i = 0; i < rows.length; i += BLOCK) {
            int end = Math.min(rows.length, i + BLOCK);
            addRows(Arrays.copyOfRange(product.rows, i, end), 0, right, Arrays.copyOfRange(rows, i, end), columns);
        }
        return product;
    }

    /** This matrix itself, the sign of every element turned. */
    RowMatrix negated() {
        for (double[] row : rows) {
            for (int j = 0; j < row.length; j++) {
                row[j] = -row[j];
            }
        }
        return this;
    }

    /** The same rows, not copies of them, from the last to the first. */
    RowMatrix reversed() {
        double[][] reversed = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            reversed[i] = rows[rows.length - 1 - i];
        }
        return new RowMatrix(reversed, columns);
    }

    /**
     * {@code target += factors[0] * source.row(0) + ... + factors[count - 1] * source.row(count - 1)}, from a column on. Four rows a pass,
     * because otherwise loading and storing the target takes longer than the arithmetic.
     *
     * @param target not a row below {@code count} of the source
     */
    static void addRows(double[] target, int fromColumn, RowMatrix source, double[] factors, int count) {
        int row = 0;
        for (; row + 3 < count; row += 4) {
            double[][] four = {source.rows[row], source.rows[row + 1], source.rows[row + 2], source.rows[row + 3]};
            addFour(target, fromColumn, four, factors, row);
        }
        for (; row < count; row++) {
            addOne(target, fromColumn, source.rows[row], factors[row]);
        }
    }

    /**
     * As {@link #addRows} for several targets with factors of their own, to the same bits. They take turns at four rows of the source, so that
     * a large source is carried through the caches once for all of them.
     */
    static void addRows(double[][] targets, int fromColumn, RowMatrix source, double[][] factors, int count) {
        int row = 0;
        for (; row + 3 < count; row += 4) {
            double[][] four = {source.rows[row], source.rows[row + 1], source.rows[row + 2], source.rows[row + 3]};
            for (int i = 0; i < targets.length; i++) {
                addFour(targets[i], fromColumn, four, factors[i], row);
            }
        }
        for (; row < count; row++) {
            for (int i = 0; i < targets.length; i++) {
                addOne(targets[i], fromColumn, source.rows[row], factors[i][row]);
            }
        }
    }

    /** {@code target += factor * row}, from a column on. */
    static void addOne(double[] target, int fromColumn, double[] row, double factor) {
        for (int j = fromColumn; j < target.length; j++) {
            target[j] += factor * row[j];
        }
    }

    private static void addFour(double[] target, int from, double[][] four, double[] factors, int first) {
        double[] row0 = four[0];
        double[] row1 = four[1];
        double[] row2 = four[2];
        double[] row3 = four[3];
        double factor0 = factors[first];
        double factor1 = factors[first + 1];
        double factor2 = factors[first + 2];
        double factor3 = factors[first + 3];
        for (int j = from; j < target.length; j++) {
            target[j] += factor0 * row0[j] + factor1 * row1[j] + factor2 * row2[j] + factor3 * row3[j];
        }
    }
}
