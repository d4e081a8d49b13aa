package io.espalier.env.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.graph.Operator.Conv2d;
import io.espalier.models.graph.Window;
import io.espalier.models.graph.Window.Padding;
import io.espalier.models.graph.Window.Size;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WinogradTest {

    private static final Size ONE = new Size(1, 1);
    private static final Size THREE = new Size(3, 3);
    private static final Padding PADDING = new Padding(1, 1, 1, 1);

    @Test
    void paysWhereChannelsAreManyAndTilesAreFull() {
        assertThat(pays(16, 16, 32)).isTrue();
        assertThat(pays(64, 64, 8)).isTrue();
        assertThat(pays(16, 16, 7)).isTrue();
    }

    @Test
    void doesNotPayForFewChannelsOrTilesThatOverlapMuch() {
        assertThat(pays(3, 16, 32)).isFalse();
        assertThat(pays(16, 3, 32)).isFalse();
        assertThat(pays(12, 12, 5)).isFalse();
        assertThat(pays(64, 64, 3)).isFalse();
    }

    @Test
    void takesOtherWindowsNowhere() {
        assertThat(paysFor(new Window(new Size(3, 1), ONE, PADDING, ONE), 1)).isFalse();
        assertThat(paysFor(new Window(THREE, new Size(2, 1), PADDING, ONE), 1)).isFalse();
        assertThat(paysFor(new Window(THREE, ONE, PADDING, new Size(1, 2)), 1)).isFalse();
        assertThat(paysFor(new Window(THREE, ONE, PADDING, ONE), 2)).isFalse();
        assertThat(paysFor(new Window(THREE, ONE, PADDING, ONE), 1)).isTrue();
    }

    /** At the points 0, 1, -1, 2, -2 and infinity, over the products of differences of the point with the others. */
    @Test
    void weightsArePolynomialsAtThePoints() {
        float[] weight = new float[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                weight[3 * i + j] = (i + 1) * (2 * j + 1);
            }
        }
        double[] rows = {1 / 4.0, -6 / 6.0, -2 / 6.0, 17 / 24.0, 9 / 24.0, 3};
        double[] columns = {1 / 4.0, -9 / 6.0, -3 / 6.0, 27 / 24.0, 15 / 24.0, 5};
        float[][] points = Winograd.transformed(weight);
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 6; j++) {
                assertThat(points[6 * i + j]).containsExactly((float) (rows[i] * columns[j]));
            }
        }
    }

    @Test
    void eachPairOfChannelsHasItsOwnWeights() {
        float[] weight = new float[18];
        Arrays.fill(weight, 9, 18, 1);
        float[][] points = Winograd.transformed(weight);
        assertThat(points[0]).containsExactly(0, 1 / 16f);
    }

    private static boolean pays(int in, int out, int side) {
        return Winograd.pays(
                new Conv2d(in, out, Window.square(3, 1, 1), 1, true), new Planes(out, side, side, Padding.NONE, 0));
    }

    private static boolean paysFor(Window window, int groups) {
        return Winograd.pays(new Conv2d(64, 64, window, groups, true), new Planes(64, 32, 32, Padding.NONE, 0));
    }
}
