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
        for (int block = 0; block < size; block += RowMatrix.BLOCK) {
            int end = Math.min(size, block + RowMatrix.BLOCK);
            double[][] factors = negatedColumns(matrix, block, end);
            RowMatrix.addRows(matrix.rows(block, end), block, matrix, factors, block);
            for (int i = block; i < end; i++) {
                double[] row = matrix.row(i);
                for (int above = block; above < i; above++) {
                    RowMatrix.addOne(row, i, matrix.row(above), -matrix.get(above, i));
                }
                if (!(row[i] > 0)) {
                    throw new ArithmeticException("matrix must be positive definite: pivot " + i + " is " + row[i]);
                }
                double inverse = 1 / Math.sqrt(row[i]);
                for (int j = i; j < size; j++) {
                    row[j] *= inverse;
                }
            }
        }
        return new Cholesky(matrix);
    }

    /** Of each column of a block what is above the block, with the sign turned. */
    private static double[][] negatedColumns(RowMatrix upper, int block, int end) {
        double[][] columns = new double[end - block][block];
        for (int above = 0; above < block; above++) {
            double[] row = upper.row(above);
            for (int i = block; i < end; i++) {
                columns[i - block][above] = -row[i];
            }
        }
        return columns;
    }

    /** Replaces the right-hand sides, one a column, by the solutions. */
    void solveInPlace(RowMatrix rightHandSides) {
        forward(rightHandSides);
        backward(rightHandSides);
    }

    private void forward(RowMatrix rightHandSides) {
        int size = upper.rows();
        for (int block = 0; block < size; block += RowMatrix.BLOCK) {
            int end = Math.min(size, block + RowMatrix.BLOCK);
            double[][] factors = negatedColumns(upper, block, end);
            RowMatrix.addRows(rightHandSides.rows(block, end), 0, rightHandSides, factors, block);
            for (int i = block; i < end; i++) {
                double[] row = rightHandSides.row(i);
                for (int above = block; above < i; above++) {
                    RowMatrix.addOne(row, 0, rightHandSides.row(above), -upper.get(above, i));
                }
                divide(row, upper.get(i, i));
            }
        }
    }

    private void backward(RowMatrix rightHandSides) {
        int size = upper.rows();
        RowMatrix below = rightHandSides.reversed();
        for (int block = 0; block < size; block += RowMatrix.BLOCK) {
            int end = Math.min(size, block + RowMatrix.BLOCK);
            double[][] factors = new double[end - block][block];
            for (int i = block; i < end; i++) {
                for (int solved = 0; solved < block; solved++) {
                    factors[i - block][solved] = -upper.get(size - 1 - i, size - 1 - solved);
                }
            }
            RowMatrix.addRows(below.rows(block, end), 0, below, factors, block);
            for (int i = block; i < end; i++) {
                double[] row = below.row(i);
                for (int solved = block; solved < i; solved++) {
                    RowMatrix.addOne(row, 0, below.row(solved), -upper.get(size - 1 - i, size - 1 - solved));
                }
                divide(row, upper.get(size - 1 - i, size - 1 - i));
            }
        }
    }

    private static void divide(double[] row, double divisor) {
        double inverse = 1 / divisor;
        for (int j = 0; j < row.length; j++) {
            row[j] *= inverse;
        }
    }
}
