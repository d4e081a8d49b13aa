package io.espalier.env.kernel;

import io.espalier.models.graph.Operator.Conv2d;
import io.espalier.models.graph.Window;

/**
 * Windows of three by three that move by one, by the minimal filtering of Winograd, F(4 x 4, 3 x 3): an output tile of four by four positions
 * takes 36 products for each pair of channels in place of 144. With the points 0, 1, -1, 2, -2 and infinity, as in Lavin and Gray, "Fast
 * Algorithms for Convolutional Neural Networks", 2016, section 4.3.
 */
final class Winograd {

    /** Rows and columns of outputs in a tile. */
    static final int OUTPUTS = 4;

    /** Rows and columns of inputs under a tile, and of products. */
    static final int SIDE = 6;

    static final int POINTS = SIDE * SIDE;

    private static final int TAPS = 9;

    /** Divisions take longer. */
    private static final double SIXTH = 1 / 6.0;

    /** The point at 1 in both directions: there a polynomial that is constant has its value, and nothing at the others. */
    static final int CONSTANT = SIDE + 1;

    /**
     * What a tile takes by this way, in fused multiplications and additions of the direct one: for each pair of channels, for each channel that
     * comes in, and for each that goes out. Measured, see ADR 0050.
     */
    private static final int PAIR = 45;

    private static final int INPUT = 290;

    private static final int OUTPUT = 420;

    private Winograd() {}

    /** Whether a convolution is one of these, and less work this way. */
    static boolean pays(Conv2d conv, Planes out) {
        Window window = conv.window();
        boolean possible = conv.groups() == 1
                && window.kernel().equals(new Window.Size(3, 3))
                && window.stride().equals(new Window.Size(1, 1))
                && window.dilation().equals(new Window.Size(1, 1))
                && out.height() >= OUTPUTS
                && out.width() >= OUTPUTS;
        if (!possible) {
            return false;
        }
        long pairs = (long) conv.inChannels() * conv.outChannels();
        long tiles = (long) tiles(out.height()) * tiles(out.width());
        long work = tiles * (PAIR * pairs + (long) INPUT * conv.inChannels() + (long) OUTPUT * conv.outChannels());
        return work < pairs * out.height() * out.width() * window.taps();
    }

    /** Tiles beside each other; the last may overlap with the one before it. */
    static int tiles(int length) {
        return (length + OUTPUTS - 1) / OUTPUTS;
    }

    /**
     * The weights at each point.
     *
     * @param weight {@code [pairs, 3, 3]}
     * @return {@code [36][pairs]}
     */
    static float[][] transformed(float... weight) {
        int pairs = weight.length / TAPS;
        float[][] points = new float[POINTS][pairs];
        double[] half = new double[SIDE * 3];
        double[] pair = new double[POINTS];
        for (int i = 0; i < pairs; i++) {
            for (int column = 0; column < 3; column++) {
                int top = i * TAPS + column;
                evaluate(weight[top], weight[top + 3], weight[top + 6], half, column, 3);
            }
            for (int row = 0; row < SIDE; row++) {
                evaluate(half[3 * row], half[3 * row + 1], half[3 * row + 2], pair, SIDE * row, 1);
            }
            for (int point = 0; point < POINTS; point++) {
                points[point][i] = (float) pair[point];
            }
        }
        return points;
    }

    /** The polynomial {@code a + b x + c x^2} at the six points, over the products of differences of the point with the others. */
    private static void evaluate(double a, double b, double c, double[] to, int at, int step) {
        double one = (a + c) * SIXTH;
        double two = (a + 4 * c) * (SIXTH / 4);
        to[at] = a / 4;
        to[at + step] = -one - b * SIXTH;
        to[at + 2 * step] = -one + b * SIXTH;
        to[at + 3 * step] = two + b * (SIXTH / 2);
        to[at + 4 * step] = two - b * (SIXTH / 2);
        to[at + 5 * step] = c;
    }
}
