package io.espalier.env.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.models.random.RandomKey;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class MatrixProductTest {

    private final RandomGenerator random = RandomKey.of(5, "test.matrices").generator();

    /** Tiles, panels and what is left over of them; each of the two may lie the other way round. */
    @Test
    void everyValueIsTheSumOfItsTermsInOrderToTheBit() {
        for (int trial = 0; trial < 500; trial++) {
            int rows = random.nextInt(12);
            int inner = random.nextInt(20);
            int columns = random.nextInt(6 * Lanes.COUNT);
            float[] x = values(rows * inner);
            float[] w = values(inner * columns);
            float[] y = values(rows * columns + 1);
            float behind = y[rows * columns];
            boolean turnX = random.nextBoolean();
            boolean turnW = random.nextBoolean();
            MatrixProduct.multiply(
                    turnX ? MatrixView.of(x, inner, rows).transposed() : MatrixView.of(x, rows, inner),
                    turnW ? MatrixView.of(w, columns, inner).transposed() : MatrixView.of(w, inner, columns),
                    MatrixView.of(y, rows, columns));
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    float sum = 0;
                    for (int i = 0; i < inner; i++) {
                        sum = Math.fma(
                                x[turnX ? i * rows + row : row * inner + i],
                                w[turnW ? column * inner + i : i * columns + column],
                                sum);
                    }
                    assertThat(y[row * columns + column]).isEqualTo(sum);
                }
            }
            assertThat(y[rows * columns]).isEqualTo(behind);
        }
    }

    @Test
    void sizesThatDoNotFitAreRefused() {
        MatrixView square = MatrixView.of(new float[4], 2, 2);
        assertThatThrownBy(() -> MatrixProduct.multiply(square, MatrixView.of(new float[3], 3, 1), square))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sizes must fit: 2 x 2 times 3 x 1 to 2 x 2");
        assertThatThrownBy(() -> MatrixView.of(new float[5], 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a matrix of 2 x 3 must have its values: 5");
    }

    private float[] values(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
