package io.espalier.env.kernel;

import io.espalier.env.kernel.Blocks.Block;
import io.espalier.models.graph.Operator.Conv2d;
import io.espalier.models.graph.Window;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/** Windows three columns wide that move by one: a tile of four positions beside each other reads six values of a row for twelve products. */
final class RowTiles implements Convolution.Tiles {

    static final int TAPS = 3;
    static final int POSITIONS = 4;

    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private final Convolution.Tensors tensors;
    private final Window window;
    private final Blocks blocks;
    private final float[] weights;
    private final float[] bias;
    private final int[] rows;
    private final int plane;
    private final int otherPlane;
    private final float lower;
    private final float upper;

    RowTiles(Conv2d conv, Blocks blocks, Convolution.Tensors tensors, Convolution.Bounds bounds) {
        this.tensors = tensors;
        this.window = conv.window();
        this.blocks = blocks;
        this.weights = blocks.weights();
        this.bias = blocks.bias();
        this.rows = rows(conv, tensors.in());
        this.plane = tensors.out().planeStride();
        this.otherPlane = tensors.other() == null ? 0 : tensors.other().planeStride();
        this.lower = bounds.lower();
        this.upper = bounds.upper();
    }

    /** For each input channel of a group and row of the window where it begins, from the window's first value. */
    private static int[] rows(Conv2d conv, Planes in) {
        int height = conv.window().kernel().height();
        int[] rows = new int[conv.inChannels() / conv.groups() * height];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i / height * in.planeStride()
                    + i % height * conv.window().dilation().height() * in.rowStride();
        }
        return rows;
    }

    @Override
    public void run(float[] in, float @Nullable [] other, float[] out) {
        Planes to = tensors.out();
        for (int y = 0; y < to.height(); y++) {
            for (Block block : blocks.all()) {
                row(block, y, in, other, out);
            }
        }
    }

    private void row(Block block, int y, float[] in, float @Nullable [] other, float[] out) {
        Planes to = tensors.out();
        Planes added = tensors.other();
        int p = tensors.in()
                .at(
                        block.in(),
                        y * window.stride().height() - window.padding().top(),
                        -window.padding().left());
        int q = to.at(block.out(), y, 0);
        int r = added == null ? 0 : added.at(block.out(), y, 0);
        for (int x = 0; x < to.width(); x += POSITIONS) {
            // The last tile may compute positions again that the one before it has computed.
            int at = Math.min(x, to.width() - POSITIONS) * L;
            if (block.width() == 4) {
                four(block, in, p + at, other, r + at, out, q + at);
            } else {
                two(block, in, p + at, other, r + at, out, q + at);
            }
        }
    }

    private void four(Block block, float[] in, int p, float @Nullable [] other, int r, float[] out, int q) {
        float[] w = weights;
        int u = block.weight();
        int o = block.out();
        int s = otherPlane;
        FloatVector a0 = start(o, other, r);
        FloatVector a1 = start(o, other, r + L);
        FloatVector a2 = start(o, other, r + 2 * L);
        FloatVector a3 = start(o, other, r + 3 * L);
        FloatVector b0 = start(o + 1, other, r + s);
        FloatVector b1 = start(o + 1, other, r + s + L);
        FloatVector b2 = start(o + 1, other, r + s + 2 * L);
        FloatVector b3 = start(o + 1, other, r + s + 3 * L);
        FloatVector c0 = start(o + 2, other, r + 2 * s);
        FloatVector c1 = start(o + 2, other, r + 2 * s + L);
        FloatVector c2 = start(o + 2, other, r + 2 * s + 2 * L);
        FloatVector c3 = start(o + 2, other, r + 2 * s + 3 * L);
        FloatVector d0 = start(o + 3, other, r + 3 * s);
        FloatVector d1 = start(o + 3, other, r + 3 * s + L);
        FloatVector d2 = start(o + 3, other, r + 3 * s + 2 * L);
        FloatVector d3 = start(o + 3, other, r + 3 * s + 3 * L);
        for (int row : rows) {
            int at = p + row;
            FloatVector x0 = FloatVector.fromArray(S, in, at);
            FloatVector x1 = FloatVector.fromArray(S, in, at + L);
            FloatVector x2 = FloatVector.fromArray(S, in, at + 2 * L);
            FloatVector x3 = FloatVector.fromArray(S, in, at + 3 * L);
            FloatVector x4 = FloatVector.fromArray(S, in, at + 4 * L);
            FloatVector x5 = FloatVector.fromArray(S, in, at + 5 * L);
            FloatVector v = FloatVector.broadcast(S, w[u]);
            a0 = x0.fma(v, a0);
            a1 = x1.fma(v, a1);
            a2 = x2.fma(v, a2);
            a3 = x3.fma(v, a3);
            v = FloatVector.broadcast(S, w[u + 1]);
            b0 = x0.fma(v, b0);
            b1 = x1.fma(v, b1);
            b2 = x2.fma(v, b2);
            b3 = x3.fma(v, b3);
            v = FloatVector.broadcast(S, w[u + 2]);
            c0 = x0.fma(v, c0);
            c1 = x1.fma(v, c1);
            c2 = x2.fma(v, c2);
            c3 = x3.fma(v, c3);
            v = FloatVector.broadcast(S, w[u + 3]);
            d0 = x0.fma(v, d0);
            d1 = x1.fma(v, d1);
            d2 = x2.fma(v, d2);
            d3 = x3.fma(v, d3);
            v = FloatVector.broadcast(S, w[u + 4]);
            a0 = x1.fma(v, a0);
            a1 = x2.fma(v, a1);
            a2 = x3.fma(v, a2);
            a3 = x4.fma(v, a3);
            v = FloatVector.broadcast(S, w[u + 5]);
            b0 = x1.fma(v, b0);
            b1 = x2.fma(v, b1);
            b2 = x3.fma(v, b2);
            b3 = x4.fma(v, b3);
            v = FloatVector.broadcast(S, w[u + 6]);
            c0 = x1.fma(v, c0);
            c1 = x2.fma(v, c1);
            c2 = x3.fma(v, c2);
            c3 = x4.fma(v, c3);
            v = FloatVector.broadcast(S, w[u + 7]);
            d0 = x1.fma(v, d0);
            d1 = x2.fma(v, d1);
            d2 = x3.fma(v, d2);
            d3 = x4.fma(v, d3);
            v = FloatVector.broadcast(S, w[u + 8]);
            a0 = x2.fma(v, a0);
            a1 = x3.fma(v, a1);
            a2 = x4.fma(v, a2);
            a3 = x5.fma(v, a3);
            v = FloatVector.broadcast(S, w[u + 9]);
            b0 = x2.fma(v, b0);
            b1 = x3.fma(v, b1);
            b2 = x4.fma(v, b2);
            b3 = x5.fma(v, b3);
            v = FloatVector.broadcast(S, w[u + 10]);
            c0 = x2.fma(v, c0);
            c1 = x3.fma(v, c1);
            c2 = x4.fma(v, c2);
            c3 = x5.fma(v, c3);
            v = FloatVector.broadcast(S, w[u + 11]);
            d0 = x2.fma(v, d0);
            d1 = x3.fma(v, d1);
            d2 = x4.fma(v, d2);
            d3 = x5.fma(v, d3);
            u += 12;
        }
        end(a0, out, q);
        end(a1, out, q + L);
        end(a2, out, q + 2 * L);
        end(a3, out, q + 3 * L);
        int t = plane;
        end(b0, out, q + t);
        end(b1, out, q + t + L);
        end(b2, out, q + t + 2 * L);
        end(b3, out, q + t + 3 * L);
        end(c0, out, q + 2 * t);
        end(c1, out, q + 2 * t + L);
        end(c2, out, q + 2 * t + 2 * L);
        end(c3, out, q + 2 * t + 3 * L);
        end(d0, out, q + 3 * t);
        end(d1, out, q + 3 * t + L);
        end(d2, out, q + 3 * t + 2 * L);
        end(d3, out, q + 3 * t + 3 * L);
    }

    private void two(Block block, float[] in, int p, float @Nullable [] other, int r, float[] out, int q) {
        float[] w = weights;
        int u = block.weight();
        int o = block.out();
        int s = otherPlane;
        FloatVector a0 = start(o, other, r);
        FloatVector a1 = start(o, other, r + L);
        FloatVector a2 = start(o, other, r + 2 * L);
        FloatVector a3 = start(o, other, r + 3 * L);
        FloatVector b0 = start(o + 1, other, r + s);
        FloatVector b1 = start(o + 1, other, r + s + L);
        FloatVector b2 = start(o + 1, other, r + s + 2 * L);
        FloatVector b3 = start(o + 1, other, r + s + 3 * L);
        for (int row : rows) {
            int at = p + row;
            FloatVector x0 = FloatVector.fromArray(S, in, at);
            FloatVector x1 = FloatVector.fromArray(S, in, at + L);
            FloatVector x2 = FloatVector.fromArray(S, in, at + 2 * L);
            FloatVector x3 = FloatVector.fromArray(S, in, at + 3 * L);
            FloatVector x4 = FloatVector.fromArray(S, in, at + 4 * L);
            FloatVector x5 = FloatVector.fromArray(S, in, at + 5 * L);
            FloatVector v = FloatVector.broadcast(S, w[u]);
            a0 = x0.fma(v, a0);
            a1 = x1.fma(v, a1);
            a2 = x2.fma(v, a2);
            a3 = x3.fma(v, a3);
            v = FloatVector.broadcast(S, w[u + 1]);
            b0 = x0.fma(v, b0);
            b1 = x1.fma(v, b1);
            b2 = x2.fma(v, b2);
            b3 = x3.fma(v, b3);
            v = FloatVector.broadcast(S, w[u + 2]);
            a0 = x1.fma(v, a0);
            a1 = x2.fma(v, a1);
            a2 = x3.fma(v, a2);
            a3 = x4.fma(v, a3);
            v = FloatVector.broadcast(S, w[u + 3]);
            b0 = x1.fma(v, b0);
            b1 = x2.fma(v, b1);
            b2 = x3.fma(v, b2);
            b3 = x4.fma(v, b3);
            v = FloatVector.broadcast(S, w[u + 4]);
            a0 = x2.fma(v, a0);
            a1 = x3.fma(v, a1);
            a2 = x4.fma(v, a2);
            a3 = x5.fma(v, a3);
            v = FloatVector.broadcast(S, w[u + 5]);
            b0 = x2.fma(v, b0);
            b1 = x3.fma(v, b1);
            b2 = x4.fma(v, b2);
            b3 = x5.fma(v, b3);
            u += 6;
        }
        end(a0, out, q);
        end(a1, out, q + L);
        end(a2, out, q + 2 * L);
        end(a3, out, q + 3 * L);
        int t = plane;
        end(b0, out, q + t);
        end(b1, out, q + t + L);
        end(b2, out, q + t + 2 * L);
        end(b3, out, q + t + 3 * L);
    }

    private FloatVector start(int channel, float @Nullable [] other, int r) {
        FloatVector first = FloatVector.broadcast(S, bias[channel]);
        return other == null ? first : first.add(FloatVector.fromArray(S, other, r));
    }

    private void end(FloatVector sum, float[] out, int q) {
        sum.max(lower).min(upper).intoArray(out, q);
    }
}
