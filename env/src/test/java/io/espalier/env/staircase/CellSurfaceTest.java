package io.espalier.env.staircase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.espalier.models.graph.Operator.Conv2d;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;

class CellSurfaceTest {

    private static final double TOLERANCE = 0.01;
    private static final LayerSignature LAYER =
            new LayerSignature(new Conv2d(1, 1, Window.square(3, 1, 1), 1, true), false, TensorShape.image(1, 8, 8));
    private static final int MANY_STEPS = 100;

    private static CellSurface measured(NetworkLayers.Range range, IntBinaryOperator law) {
        SortedMap<Cell, CellTime> cells = new TreeMap<>();
        CellSurface surface = CellSurface.of(LAYER, range, cells, TOLERANCE);
        for (int step = 0; !surface.wanted().isEmpty(); step++) {
            assertThat(step).isLessThan(MANY_STEPS);
            surface.wanted()
                    .forEach(cell -> cells.put(cell, new CellTime(cell, law.applyAsInt(cell.in(), cell.out()), 0, 1)));
            surface = CellSurface.of(LAYER, range, cells, TOLERANCE);
        }
        return surface;
    }

    private static NetworkLayers.Range range(int ins, int outs) {
        return new NetworkLayers.Range(new Lengths(1, ins, 1), new Lengths(1, outs, 1));
    }

    @Test
    void findsALawOfTwoKindsOfKernelsFromAFewLines() {
        IntBinaryOperator law = (in, out) ->
                in % 4 == 0 ? 1000 + 10 * in * ((out + 15) / 16) : 3000 + 400 * ((in + 7) / 8) + 25 * in * out;
        CellSurface surface = measured(range(64, 64), law);
        double wrong = 0;
        double all = 0;
        for (int in = 1; in <= 64; in++) {
            for (int out = 1; out <= 64; out++) {
                wrong += Math.abs(surface.nanos(in, out) - law.applyAsInt(in, out));
                all += law.applyAsInt(in, out);
            }
        }
        // What 24 cells say of 4,096 may be off by half.
        assertThat(wrong / all).isLessThan(1.5 * TOLERANCE);
        assertThat(surface.error()).isLessThan(TOLERANCE);
    }

    @Test
    void interpolatesWideLayersAmongCountsThatFillVectorsAlike() {
        IntBinaryOperator law = (in, out) -> in % 8 == 0 ? 50 * in : 80 * in + 640;
        CellSurface surface = measured(range(512, 1), law);
        for (int in = 1; in <= 512; in++) {
            assertThat(surface.nanos(in, 1)).as("in %d", in).isCloseTo(law.applyAsInt(in, 1), within(1e-6));
        }
        assertThat(Line.places(new Lengths(1, 512, 1))).hasSizeLessThan(100);
    }

    @Test
    void isContentWithOneCellOfALayerThatNothingPrunes() {
        NetworkLayers.Range fixed = new NetworkLayers.Range(new Lengths(3, 3, 1), new Lengths(10, 10, 1));
        CellSurface surface = measured(fixed, (in, out) -> 77);
        assertThat(surface.nanos(3, 10)).isEqualTo(77);
        assertThat(surface.crosses()).isEqualTo(1);
    }

    @Test
    void isNeverZeroOrLess() {
        CellSurface surface = measured(range(16, 16), (in, out) -> in * out);
        for (int in = 1; in <= 16; in++) {
            assertThat(surface.nanos(in, 1)).isPositive();
        }
    }
}
