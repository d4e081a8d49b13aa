package io.espalier.models.reconstruction;

/**
 * Cholesky factorisation {@code A = U'U} of a symmetric positive definite matrix, row by row (Golub and Van Loan, "Matrix Computations", 4th
 * edition, section 4.2). Ours because Commons Math walks columns and takes several times as long, and because the result of the BLAS behind
 * ND4J may depend on its number of threads.
 */
final class Cholesky {

    private final RowMatrix upper;

    private Cholesky(RowMatrix upper) {
        this.upper = upper;
    }

    /**
     * Factorises in place.
     *
     * @param matrix its upper triangle is overwritten, the lower one not read
     * @throws ArithmeticException if the matrix is not positive definite to working precision
     */
    static Cholesky inPlace(RowMatrix matrix) {
        int size = matrix.rows();
        double[] factors = new double[size];
        for (int i = 0; i < size; i++) {
            for (int above = 0; above < i; above++) {
                factors[above] = -matrix.get(above, i);
            }
            double[] row = matrix.row(i);
            RowMatrix.addRows(row, i, matrix, factors, i);
            if (!(row[i] > 0)) {
                throw new ArithmeticException("matrix must be positive definite: pivot " + i + " is " + row[i]);
            }
            double inverse = 1 / Math.sqrt(row[i]);
            for (int j = i; j < size; j++) {
                row[j] *= inverse;
            }
        }
        return new Cholesky(matrix);
    }

    /** Replaces the right-hand sides, one a column, by the solutions. */
    void solveInPlace(RowMatrix rightHandSides) {
        int size = upper.rows();
        double[] factors = new double[size];
        for (int i = 0; i < size; i++) {
            for (int above = 0; above < i; above++) {
                factors[above] = -upper.get(above, i);
            }
            double[] row = rightHandSides.row(i);
            RowMatrix.addRows(row, 0, rightHandSides, factors, i);
            divide(row, upper.get(i, i));
        }
        RowMatrix below = rightHandSides.reversed();
        for (int i = size - 1; i >= 0; i--) {
            int count = size - 1 - i;
            for (int k = 0; k < count; k++) {
                factors[k] = -upper.get(i, size - 1 - k);
            }
            double[] row = rightHandSides.row(i);
            RowMatrix.addRows(row, 0, below, factors, count);
            divide(row, upper.get(i, i));
        }
    }

    private static void divide(double[] row, double divisor) {
        double inverse = 1 / divisor;
        for (int j = 0; j < row.length; j++) {
            row[j] *= inverse;
        }
    }
}
