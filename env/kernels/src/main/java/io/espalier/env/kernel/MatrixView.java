package io.espalier.env.kernel;

/**
 * An array as a matrix. The value in a row and a column lies at {@code row * rowStep + column * columnStep}.
 *
 * <p>The array is not copied: what is written there is written to the matrix.
 */
public final class MatrixView {

    private final float[] values;
    private final int rows;
    private final int columns;
    private final int rowStep;
    private final int columnStep;

    private MatrixView(float[] values, int rows, int columns, int rowStep, int columnStep) {
        this.values = values;
        this.rows = rows;
        this.columns = columns;
        this.rowStep = rowStep;
        this.columnStep = columnStep;
    }

    /**
     * Row after row.
     *
     * @param values at least {@code rows * columns}
     * @throws IllegalArgumentException if there are fewer
     */
    public static MatrixView of(float[] values, int rows, int columns) {
        if (!(rows >= 0 && columns >= 0 && (long) rows * columns <= values.length)) {
            throw new IllegalArgumentException(
                    "a matrix of %d x %d must have its values: %d".formatted(rows, columns, values.length));
        }
        return new MatrixView(values, rows, columns, columns, 1);
    }

    /** The same values with rows for columns. */
    public MatrixView transposed() {
        return new MatrixView(values, columns, rows, columnStep, rowStep);
    }

    float[] values() {
        return values;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    int rowStep() {
        return rowStep;
    }

    int columnStep() {
        return columnStep;
    }
}
