package io.espalier.models.reconstruction;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.random.RandomKey;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowMatrixTest {

    /** Both factorisations round at each of some dozen steps. */
    private static final Offset<Double> ROUNDING = Offset.offset(1e-10);

    @ParameterizedTest(name = "{0} rows of the source")
    @ValueSource(ints = {0, 1, 4, 7, 21})
    void severalTargetsGetTheSameBitsAsEachAlone(int count) {
        RowMatrix source = random(21, 13, 1);
        RowMatrix together = random(3, 13, 2);
        RowMatrix alone = random(3, 13, 2);
        double[][] factors = random(3, 21, 3).rows(0, 3);
        RowMatrix.addRows(together.rows(0, 3), 2, source, factors, count);
        for (int i = 0; i < 3; i++) {
            RowMatrix.addRows(alone.row(i), 2, source, factors[i], count);
            assertThat(together.row(i)).containsExactly(alone.row(i));
        }
    }

    @Test
    void transposedSwapsAndNegatedTurnsEveryElement() {
        RowMatrix matrix = random(2, 3, 6);
        RowMatrix transposed = matrix.transposed();
        double last = matrix.get(1, 2);
        assertThat(transposed.rows()).isEqualTo(3);
        assertThat(transposed.get(2, 1)).isEqualTo(last);
        assertThat(transposed.get(0, 1)).isEqualTo(matrix.get(1, 0));
        assertThat(matrix.negated().get(1, 2)).isEqualTo(-last);
    }

    @ParameterizedTest(name = "{0} unknowns")
    @ValueSource(ints = {1, 7, 8, 9, 16, 29})
    void choleskySolvesWhateverIsLeftOfTheLastBlock(int size) {
        RealMatrix root = new Array2DRowRealMatrix(random(size, size + 5, 4).rows(0, size));
        RealMatrix matrix = root.multiply(root.transpose());
        RowMatrix rightHandSides = random(size, 3, 5);
        RealMatrix expected = new CholeskyDecomposition(matrix)
                .getSolver()
                .solve(new Array2DRowRealMatrix(rightHandSides.rows(0, size)));
        RowMatrix upper = new RowMatrix(size, size);
        for (int i = 0; i < size; i++) {
            System.arraycopy(matrix.getRow(i), i, upper.row(i), i, size - i);
        }
        Cholesky.inPlace(upper).solveInPlace(rightHandSides);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < 3; j++) {
                double scale = Math.max(1, Math.abs(expected.getEntry(i, j)));
                assertThat(rightHandSides.get(i, j) / scale).isCloseTo(expected.getEntry(i, j) / scale, ROUNDING);
            }
        }
    }

    private static RowMatrix random(int rows, int columns, long seed) {
        RandomGenerator random = RandomKey.of(seed, "test.rows").generator();
        RowMatrix matrix = new RowMatrix(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                matrix.set(i, j, random.nextGaussian());
            }
        }
        return matrix;
    }
}
