package io.espalier.models.reconstruction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.graph.FloatArray;
import io.espalier.models.random.RandomKey;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.stat.StatUtils;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One layer's fit against the same problem written out in full and given to Commons Math. */
class LayerFitTest {

    private static final int ROWS = 150;
    private static final int FEATURES = 12;
    private static final int[] KEPT = {0, 2, 3, 7, 8, 11};
    private static final int[] REMOVED = {1, 4, 5, 6, 9, 10};
    private static final int[] OUTPUTS = {0, 2};

    /** Normal equations lose half the digits of an orthogonal method; the problem is well-conditioned. */
    private static final Offset<Double> NORMAL_EQUATIONS = Offset.offset(1e-9);

    /** The variance comes from products that are kept as float32. */
    private static final Offset<Double> FLOAT_PRODUCTS = Offset.offset(1e-5);

    @ParameterizedTest(name = "centred {0}")
    @ValueSource(booleans = {true, false})
    void equalsDirectLeastSquaresOnTheSameRows(boolean centred) {
        RealMatrix x = rows(1);
        RealMatrix w = weights(2);
        LayerFit fit = new LayerFit(moments(x), floats(w), centred);
        RealMatrix expected = direct(centred ? centre(x) : x, w, fit.ridge(), KEPT, REMOVED);
        RowMatrix fitted = fit.fit(KEPT, OUTPUTS).weights();
        for (int i = 0; i < KEPT.length; i++) {
            for (int j = 0; j < OUTPUTS.length; j++) {
                assertThat(fitted.get(i, j)).isCloseTo(expected.getEntry(i, j), NORMAL_EQUATIONS);
            }
        }
    }

    @ParameterizedTest(name = "{0} of 12 features stay")
    @ValueSource(ints = {11, 7, 5, 1})
    void equalsDirectLeastSquaresWhetherMuchOrLittleGoes(int stay) {
        RealMatrix x = rows(6);
        RealMatrix w = weights(7);
        int[] kept = IntStream.range(FEATURES - stay, FEATURES).toArray();
        int[] removed = IntStream.range(0, FEATURES - stay).toArray();
        LayerFit fit = new LayerFit(moments(x), floats(w), true);
        RealMatrix expected = direct(centre(x), w, fit.ridge(), kept, removed);
        // A second time, when all that does not depend on the plan is known.
        for (LayerFit.Fitted fitted : List.of(fit.fit(kept, OUTPUTS), fit.fit(kept, OUTPUTS))) {
            for (int i = 0; i < kept.length; i++) {
                for (int j = 0; j < OUTPUTS.length; j++) {
                    assertThat(fitted.weights().get(i, j)).isCloseTo(expected.getEntry(i, j), NORMAL_EQUATIONS);
                }
            }
        }
    }

    @ParameterizedTest(name = "centred {0}")
    @ValueSource(booleans = {true, false})
    void shiftIsTheChangeOfMeanAndVarianceOnTheRows(boolean centred) {
        RealMatrix x = rows(3);
        RealMatrix w = weights(4);
        LayerFit.Fitted fitted = new LayerFit(moments(x), floats(w), centred).fit(KEPT, OUTPUTS);
        for (int j = 0; j < OUTPUTS.length; j++) {
            double[] before = x.operate(w.getColumn(OUTPUTS[j]));
            double[] column = new double[KEPT.length];
            for (int i = 0; i < KEPT.length; i++) {
                column[i] = fitted.weights().get(i, j);
            }
            double[] after = columns(x, KEPT).operate(column);
            assertThat(fitted.outputs().meanChange(j))
                    .isCloseTo(StatUtils.mean(after) - StatUtils.mean(before), NORMAL_EQUATIONS);
            assertThat(fitted.outputs().varianceRatio(j))
                    .isCloseTo(StatUtils.variance(after) / StatUtils.variance(before), FLOAT_PRODUCTS);
        }
    }

    @Test
    void aLayerThatSawOnlyZerosKeepsItsWeights() {
        RealMatrix w = weights(5);
        LayerFit fit = new LayerFit(moments(new Array2DRowRealMatrix(ROWS, FEATURES)), floats(w), true);
        LayerFit.Fitted fitted = fit.fit(KEPT, OUTPUTS);
        assertThat(fitted.weights().get(1, 1)).isEqualTo(w.getEntry(KEPT[1], OUTPUTS[1]));
        assertThat(fitted.outputs().varianceRatio(0)).isEqualTo(1);
    }

    @Test
    void aLayerTooWideForSecondMomentsKeepsItsWeightsButKnowsItsMean() {
        int features = Moments.WIDEST + 1;
        Moments moments = new Moments(features);
        for (int row = 0; row < 2; row++) {
            for (int i = 0; i < features; i++) {
                moments.next()[i] = row + (i == 0 ? 1 : 0);
            }
            moments.added();
        }
        FloatArray weight = FloatArray.of(new float[2 * features], List.of(2, features));
        weight.values()[0] = 3;
        weight.values()[1] = 5;
        LayerFit fit = new LayerFit(moments.finish(), weight, true);
        int[] allButTheFirst = IntStream.range(1, features).toArray();
        LayerFit.Fitted fitted = fit.fit(allButTheFirst, new int[] {0, 1});
        assertThat(fitted.weights().get(0, 0)).isEqualTo(5);
        assertThat(fitted.outputs().meanChange(0)).isEqualTo(-3 * 1.5);
        assertThat(fitted.outputs().meanChange(1)).isZero();
        assertThat(fitted.outputs().varianceRatio(0)).isEqualTo(1);
    }

    @Test
    void indefiniteMatrixIsRefused() {
        RowMatrix matrix = new RowMatrix(2, 2);
        matrix.set(0, 0, 1);
        matrix.set(0, 1, 2);
        matrix.set(1, 1, 1);
        assertThatThrownBy(() -> Cholesky.inPlace(matrix))
                .isInstanceOf(ArithmeticException.class)
                .hasMessage("matrix must be positive definite: pivot 1 is -3.0");
    }

    /** Minimises |X_k D - X_r W_r|^2 / rows + ridge |D|^2 by QR and adds D to W_k. */
    private static RealMatrix direct(RealMatrix x, RealMatrix w, double ridge, int[] kept, int[] removed) {
        RealMatrix left = new Array2DRowRealMatrix(ROWS + kept.length, kept.length);
        left.setSubMatrix(columns(x, kept).getData(), 0, 0);
        for (int i = 0; i < kept.length; i++) {
            left.setEntry(ROWS + i, i, Math.sqrt(ridge * ROWS));
        }
        RealMatrix right = new Array2DRowRealMatrix(ROWS + kept.length, OUTPUTS.length);
        right.setSubMatrix(
                columns(x, removed).multiply(w.getSubMatrix(removed, OUTPUTS)).getData(), 0, 0);
        return new QRDecomposition(left).getSolver().solve(right).add(w.getSubMatrix(kept, OUTPUTS));
    }

    private static RealMatrix centre(RealMatrix x) {
        RealMatrix centred = x.copy();
        for (int j = 0; j < FEATURES; j++) {
            double mean = StatUtils.mean(x.getColumn(j));
            for (int i = 0; i < ROWS; i++) {
                centred.addToEntry(i, j, -mean);
            }
        }
        return centred;
    }

    private static RealMatrix columns(RealMatrix x, int... columns) {
        RealMatrix selected = new Array2DRowRealMatrix(x.getRowDimension(), columns.length);
        for (int j = 0; j < columns.length; j++) {
            selected.setColumn(j, x.getColumn(columns[j]));
        }
        return selected;
    }

    /** Correlated rows with a mean. */
    private static RealMatrix rows(long seed) {
        RealMatrix mixing = random(FEATURES, FEATURES, seed);
        return random(ROWS, FEATURES, seed + 100).multiply(mixing).scalarAdd(0.7);
    }

    private static RealMatrix weights(long seed) {
        RealMatrix weights = random(FEATURES, 3, seed);
        for (int i = 0; i < FEATURES; i++) {
            for (int j = 0; j < 3; j++) {
                weights.setEntry(i, j, (float) weights.getEntry(i, j));
            }
        }
        return weights;
    }

    private static RealMatrix random(int rows, int columns, long seed) {
        RandomGenerator random = RandomKey.of(seed, "test.fit").generator();
        RealMatrix matrix = new Array2DRowRealMatrix(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                matrix.setEntry(i, j, random.nextGaussian());
            }
        }
        return matrix;
    }

    private static Moments moments(RealMatrix x) {
        Moments moments = new Moments(FEATURES);
        for (int i = 0; i < ROWS; i++) {
            System.arraycopy(x.getRow(i), 0, moments.next(), 0, FEATURES);
            moments.added();
        }
        return moments.finish();
    }

    /** {@code [features, outputs]} as the weight {@code [outputs, features]}; the values are float32 already. */
    private static FloatArray floats(RealMatrix matrix) {
        float[] values = new float[matrix.getRowDimension() * matrix.getColumnDimension()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) matrix.getEntry(i % matrix.getRowDimension(), i / matrix.getRowDimension());
        }
        return FloatArray.of(values, List.of(matrix.getColumnDimension(), matrix.getRowDimension()));
    }
}
