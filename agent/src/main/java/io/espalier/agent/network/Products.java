package io.espalier.agent.network;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import io.espalier.env.kernel.MatrixProduct;
import io.espalier.env.kernel.MatrixView;
import io.espalier.env.kernel.VectorSupport;

/**
 * The three matrix products of a dense layer on arrays of the heap: the loops around a product are then compiled to vector instructions, while
 * each small operation of ND4J's takes 10 microseconds to begin. In wide vectors where there are some (docs/adr/0054), and elsewhere by the
 * BLAS that ND4J brings, which copies the arrays.
 */
final class Products {

    private static final boolean VECTORS = VectorSupport.isFast();

    private Products() {}

    /** Whether products take the time and the threads of BLAS. */
    static boolean areOfBlas() {
        return !VECTORS;
    }

    /** {@code y = x w^T}, for {@code x [rows, inner]}, {@code w [columns, inner]}, {@code y [rows, columns]}. */
    static void timesTransposed(float[] x, float[] w, float[] y, int rows, int inner, int columns) {
        if (VECTORS) {
            MatrixProduct.multiply(
                    MatrixView.of(x, rows, inner),
                    MatrixView.of(w, columns, inner).transposed(),
                    MatrixView.of(y, rows, columns));
            return;
        }
        cblas_sgemm(
                CblasRowMajor, CblasNoTrans, CblasTrans, rows, columns, inner, 1, x, inner, w, inner, 0, y, columns);
    }

    /** {@code y = x w}, for {@code x [rows, inner]}, {@code w [inner, columns]}, {@code y [rows, columns]}. */
    static void times(float[] x, float[] w, float[] y, int rows, int inner, int columns) {
        if (VECTORS) {
            MatrixProduct.multiply(
                    MatrixView.of(x, rows, inner), MatrixView.of(w, inner, columns), MatrixView.of(y, rows, columns));
            return;
        }
        cblas_sgemm(
                CblasRowMajor,
                CblasNoTrans,
                CblasNoTrans,
                rows,
                columns,
                inner,
                1,
                x,
                inner,
                w,
                columns,
                0,
                y,
                columns);
    }

    /** {@code y = x^T z}, for {@code x [inner, rows]}, {@code z [inner, columns]}, {@code y [rows, columns]}. */
    static void transposedTimes(float[] x, float[] z, float[] y, int inner, int rows, int columns) {
        if (VECTORS) {
            MatrixProduct.multiply(
                    MatrixView.of(x, inner, rows).transposed(),
                    MatrixView.of(z, inner, columns),
                    MatrixView.of(y, rows, columns));
            return;
        }
        cblas_sgemm(
                CblasRowMajor, CblasTrans, CblasNoTrans, rows, columns, inner, 1, x, rows, z, columns, 0, y, columns);
    }
}
