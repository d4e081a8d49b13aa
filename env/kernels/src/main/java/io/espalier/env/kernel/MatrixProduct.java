package io.espalier.env.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of small matrices in vectors along the columns: tiles of four rows by four vectors, whose sums stay in registers. The second matrix
 * is copied into panels as wide as a tile, behind whose last column there are zeros. Each sum begins with 0 and takes its terms in order, each
 * by one fused multiplication and addition: it depends neither on the sizes nor on how many lanes there are. Loading this class needs the
 * module {@code jdk.incubator.vector}: ask {@link VectorSupport} first.
 */
public final class MatrixProduct {

    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final int ROWS = 4;

    /** Columns of a wide panel; a narrow one has as many as a vector. */
    private static final int WIDE = 4 * L;

    private static final ThreadLocal<Panels> PANELS = ThreadLocal.withInitial(Panels::new);

    private MatrixProduct() {}

    /** Memory of a thread. */
    private static final class Panels {

        private float[] panel = {};
        private final float[] tile = new float[ROWS * WIDE];

        float[] panel(int floats) {
            if (panel.length < floats) {
                panel = new float[floats];
            }
            return panel;
        }
    }

    /**
     * {@code y = x w}.
     *
     * @param y not transposed, and on no array of the others
     * @throws IllegalArgumentException if the sizes do not fit
     */
    public static void multiply(MatrixView x, MatrixView w, MatrixView y) {
        if (!(x.columns() == w.rows() && y.rows() == x.rows() && y.columns() == w.columns() && y.columnStep() == 1)) {
            throw new IllegalArgumentException("sizes must fit: %d x %d times %d x %d to %d x %d"
                    .formatted(x.rows(), x.columns(), w.rows(), w.columns(), y.rows(), y.columns()));
        }
        Panels panels = PANELS.get();
        for (int column = 0; column < w.columns(); ) {
            int left = w.columns() - column;
            // Three narrow panels take as long as a wide one.
            int width = left > 2 * L ? WIDE : L;
            float[] panel = panels.panel(w.rows() * width);
            fill(panel, width, w, column, Math.min(left, width));
            columns(x, panel, width, panels.tile, y, column);
            column += width;
        }
    }

    private static void fill(float[] panel, int width, MatrixView w, int column, int count) {
        float[] values = w.values();
        int first = column * w.columnStep();
        if (w.columnStep() == 1) {
            for (int row = 0; row < w.rows(); row++) {
                System.arraycopy(values, first + row * w.rowStep(), panel, row * width, count);
            }
        } else {
            int i = 0;
            for (; i + ROWS <= count; i += ROWS) {
                turnFour(w, column + i, panel, i, width);
            }
            for (; i < count; i++) {
                turn(values, first + i * w.columnStep(), w.rowStep(), panel, i, width, w.rows());
            }
        }
        if (count < width) {
            for (int row = 0; row < w.rows(); row++) {
                Arrays.fill(panel, row * width + count, (row + 1) * width, 0);
            }
        }
    }

    /** Four columns, so that what is written lies together. */
    private static void turnFour(MatrixView w, int column, float[] to, int q, int stride) {
        float[] from = w.values();
        int first = column * w.columnStep();
        int second = first + w.columnStep();
        int third = second + w.columnStep();
        int fourth = third + w.columnStep();
        int at = q;
        for (int p = 0; p < w.rows() * w.rowStep(); p += w.rowStep()) {
            to[at] = from[first + p];
            to[at + 1] = from[second + p];
            to[at + 2] = from[third + p];
            to[at + 3] = from[fourth + p];
            at += stride;
        }
    }

    private static void turn(float[] from, int p, int step, float[] to, int q, int stride, int count) {
        for (int i = 0; i < count; i++) {
            to[q + i * stride] = from[p + i * step];
        }
    }

    private static void columns(MatrixView x, float[] panel, int width, float[] tile, MatrixView y, int column) {
        int count = Math.min(width, y.columns() - column);
        for (int row = 0; row < y.rows(); row += ROWS) {
            int rows = Math.min(ROWS, y.rows() - row);
            int at = row * y.rowStep() + column;
            boolean whole = count == width;
            float[] to = whole ? y.values() : tile;
            int first = whole ? at : 0;
            int stride = whole ? y.rowStep() : width;
            tile(x, row, rows, panel, width, to, first, stride);
            for (int i = 0; !whole && i < rows; i++) {
                System.arraycopy(tile, i * width, y.values(), at + i * y.rowStep(), count);
            }
        }
    }

    private static void tile(
            MatrixView x, int row, int rows, float[] panel, int width, float[] to, int first, int stride) {
        float[] from = x.values();
        int step = x.columnStep();
        int terms = x.columns();
        if (rows == ROWS) {
            int p = row * x.rowStep();
            if (width == WIDE) {
                fourWide(from, p, x.rowStep(), step, terms, panel, to, first, stride);
            } else {
                fourNarrow(from, p, x.rowStep(), step, terms, panel, to, first, stride);
            }
        } else {
            for (int i = 0; i < rows; i++) {
                int p = (row + i) * x.rowStep();
                if (width == WIDE) {
                    oneWide(from, p, step, terms, panel, to, first + i * stride);
                } else {
                    oneNarrow(from, p, step, terms, panel, to, first + i * stride);
                }
            }
        }
    }

    private static void fourWide(
            float[] x, int p, int row, int step, int terms, float[] w, float[] y, int q, int stride) {
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector b2 = a0;
        FloatVector b3 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector c2 = a0;
        FloatVector c3 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        FloatVector d2 = a0;
        FloatVector d3 = a0;
        int at = p;
        int u = 0;
        for (int term = 0; term < terms; term++) {
            FloatVector w0 = FloatVector.fromArray(S, w, u);
            FloatVector w1 = FloatVector.fromArray(S, w, u + L);
            FloatVector w2 = FloatVector.fromArray(S, w, u + 2 * L);
            FloatVector w3 = FloatVector.fromArray(S, w, u + 3 * L);
            FloatVector x0 = FloatVector.broadcast(S, x[at]);
            a0 = x0.fma(w0, a0);
            a1 = x0.fma(w1, a1);
            a2 = x0.fma(w2, a2);
            a3 = x0.fma(w3, a3);
            FloatVector x1 = FloatVector.broadcast(S, x[at + row]);
            b0 = x1.fma(w0, b0);
            b1 = x1.fma(w1, b1);
            b2 = x1.fma(w2, b2);
            b3 = x1.fma(w3, b3);
            FloatVector x2 = FloatVector.broadcast(S, x[at + 2 * row]);
            c0 = x2.fma(w0, c0);
            c1 = x2.fma(w1, c1);
            c2 = x2.fma(w2, c2);
            c3 = x2.fma(w3, c3);
            FloatVector x3 = FloatVector.broadcast(S, x[at + 3 * row]);
            d0 = x3.fma(w0, d0);
            d1 = x3.fma(w1, d1);
            d2 = x3.fma(w2, d2);
            d3 = x3.fma(w3, d3);
            at += step;
            u += WIDE;
        }
        a0.intoArray(y, q);
        a1.intoArray(y, q + L);
        a2.intoArray(y, q + 2 * L);
        a3.intoArray(y, q + 3 * L);
        b0.intoArray(y, q + stride);
        b1.intoArray(y, q + stride + L);
        b2.intoArray(y, q + stride + 2 * L);
        b3.intoArray(y, q + stride + 3 * L);
        c0.intoArray(y, q + 2 * stride);
        c1.intoArray(y, q + 2 * stride + L);
        c2.intoArray(y, q + 2 * stride + 2 * L);
        c3.intoArray(y, q + 2 * stride + 3 * L);
        d0.intoArray(y, q + 3 * stride);
        d1.intoArray(y, q + 3 * stride + L);
        d2.intoArray(y, q + 3 * stride + 2 * L);
        d3.intoArray(y, q + 3 * stride + 3 * L);
    }

    private static void fourNarrow(
            float[] x, int p, int row, int step, int terms, float[] w, float[] y, int q, int stride) {
        FloatVector a = FloatVector.zero(S);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int at = p;
        int u = 0;
        for (int term = 0; term < terms; term++) {
            FloatVector w0 = FloatVector.fromArray(S, w, u);
            a = FloatVector.broadcast(S, x[at]).fma(w0, a);
            b = FloatVector.broadcast(S, x[at + row]).fma(w0, b);
            c = FloatVector.broadcast(S, x[at + 2 * row]).fma(w0, c);
            d = FloatVector.broadcast(S, x[at + 3 * row]).fma(w0, d);
            at += step;
            u += L;
        }
        a.intoArray(y, q);
        b.intoArray(y, q + stride);
        c.intoArray(y, q + 2 * stride);
        d.intoArray(y, q + 3 * stride);
    }

    private static void oneWide(float[] x, int p, int step, int terms, float[] w, float[] y, int q) {
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        int at = p;
        int u = 0;
        for (int term = 0; term < terms; term++) {
            FloatVector x0 = FloatVector.broadcast(S, x[at]);
            a0 = x0.fma(FloatVector.fromArray(S, w, u), a0);
            a1 = x0.fma(FloatVector.fromArray(S, w, u + L), a1);
            a2 = x0.fma(FloatVector.fromArray(S, w, u + 2 * L), a2);
            a3 = x0.fma(FloatVector.fromArray(S, w, u + 3 * L), a3);
            at += step;
            u += WIDE;
        }
        a0.intoArray(y, q);
        a1.intoArray(y, q + L);
        a2.intoArray(y, q + 2 * L);
        a3.intoArray(y, q + 3 * L);
    }

    private static void oneNarrow(float[] x, int p, int step, int terms, float[] w, float[] y, int q) {
        FloatVector a = FloatVector.zero(S);
        int at = p;
        int u = 0;
        for (int term = 0; term < terms; term++) {
            a = FloatVector.broadcast(S, x[at]).fma(FloatVector.fromArray(S, w, u), a);
            at += step;
            u += L;
        }
        a.intoArray(y, q);
    }
}
