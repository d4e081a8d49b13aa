package io.espalier.env.kernel;

import io.espalier.env.kernel.Blocks.Block;
import io.espalier.models.graph.Operator.Conv2d;
import io.espalier.models.graph.Window;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

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
    public void run(float[] in, float[] other, float[] out) {
        Planes to = tensors.out();
        for (int y = 0; y < to.height(); y++) {
            for (Block block : blocks.all()) {
                row(block, y, in, other, out);
            }
        }
    }

    private void row(Block block, int y, float[] in, float[] other, float[] out) {
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
                four(block, in, p + at, other, added == null ? 0 : r + at, out, q + at);
            } else {
                two(block, in, p + at, other, added == null ? 0 : r + at, out, q + at);
            }
        }
    }

    private void four(Block block, float[] in, int p, float[] other, int r, float[] out, int q) {
        float[] w = weights;
        int u = block.weight();
        int o = block.out();
        int s = otherPlane;
        FloatVector a0 = FloatVector.fromArray(S, other, r).add(bias[o]);
        FloatVector a1 = FloatVector.fromArray(S, other, r + L).add(bias[o]);
        FloatVector a2 = FloatVector.fromArray(S, other, r + 2 * L).add(bias[o]);
        FloatVector a3 = FloatVector.fromArray(S, other, r + 3 * L).add(bias[o]);
        FloatVector b0 = FloatVector.fromArray(S, other, r + s).add(bias[o + 1]);
        FloatVector b1 = FloatVector.fromArray(S, other, r + s + L).add(bias[o + 1]);
        FloatVector b2 = FloatVector.fromArray(S, other, r + s + 2 * L).add(bias[o + 1]);
        FloatVector b3 = FloatVector.fromArray(S, other, r + s + 3 * L).add(bias[o + 1]);
        FloatVector c0 = FloatVector.fromArray(S, other, r + 2 * s).add(bias[o + 2]);
        FloatVector c1 = FloatVector.fromArray(S, other, r + 2 * s + L).add(bias[o + 2]);
        FloatVector c2 = FloatVector.fromArray(S, other, r + 2 * s + 2 * L).add(bias[o + 2]);
        FloatVector c3 = FloatVector.fromArray(S, other, r + 2 * s + 3 * L).add(bias[o + 2]);
        FloatVector d0 = FloatVector.fromArray(S, other, r + 3 * s).add(bias[o + 3]);
        FloatVector d1 = FloatVector.fromArray(S, other, r + 3 * s + L).add(bias[o + 3]);
        FloatVector d2 = FloatVector.fromArray(S, other, r + 3 * s + 2 * L).add(bias[o + 3]);
        FloatVector d3 = FloatVector.fromArray(S, other, r + 3 * s + 3 * L).add(bias[o + 3]);
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
        a0.blend(lower, a0.lt(lower)).intoArray(out, q);
        a1.blend(lower, a1.lt(lower)).intoArray(out, q + L);
        a2.blend(lower, a2.lt(lower)).intoArray(out, q + 2 * L);
        a3.blend(lower, a3.lt(lower)).intoArray(out, q + 3 * L);
        int t = plane;
        b0.blend(lower, b0.lt(lower)).intoArray(out, q + t);
        b1.blend(lower, b1.lt(lower)).intoArray(out, q + t + L);
        b2.blend(lower, b2.lt(lower)).intoArray(out, q + t + 2 * L);
        b3.blend(lower, b3.lt(lower)).intoArray(out, q + t + 3 * L);
        c0.blend(lower, c0.lt(lower)).intoArray(out, q + 2 * t);
        c1.blend(lower, c1.lt(lower)).intoArray(out, q + 2 * t + L);
        c2.blend(lower, c2.lt(lower)).intoArray(out, q + 2 * t + 2 * L);
        c3.blend(lower, c3.lt(lower)).intoArray(out, q + 2 * t + 3 * L);
        d0.blend(lower, d0.lt(lower)).intoArray(out, q + 3 * t);
        d1.blend(lower, d1.lt(lower)).intoArray(out, q + 3 * t + L);
        d2.blend(lower, d2.lt(lower)).intoArray(out, q + 3 * t + 2 * L);
        d3.blend(lower, d3.lt(lower)).intoArray(out, q + 3 * t + 3 * L);
    }

    private void two(Block block, float[] in, int p, float[] other, int r, float[] out, int q) {
        float[] w = weights;
        int u = block.weight();
        int o = block.out();
        int s = otherPlane;
        FloatVector a0 = FloatVector.fromArray(S, other, r).add(bias[o]);
        FloatVector a1 = FloatVector.fromArray(S, other, r + L).add(bias[o]);
        FloatVector a2 = FloatVector.fromArray(S, other, r + 2 * L).add(bias[o]);
        FloatVector a3 = FloatVector.fromArray(S, other, r + 3 * L).add(bias[o]);
        FloatVector b0 = FloatVector.fromArray(S, other, r + s).add(bias[o + 1]);
        FloatVector b1 = FloatVector.fromArray(S, other, r + s + L).add(bias[o + 1]);
        FloatVector b2 = FloatVector.fromArray(S, other, r + s + 2 * L).add(bias[o + 1]);
        FloatVector b3 = FloatVector.fromArray(S, other, r + s + 3 * L).add(bias[o + 1]);
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
        a0.blend(lower, a0.lt(lower)).intoArray(out, q);
        a1.blend(lower, a1.lt(lower)).intoArray(out, q + L);
        a2.blend(lower, a2.lt(lower)).intoArray(out, q + 2 * L);
        a3.blend(lower, a3.lt(lower)).intoArray(out, q + 3 * L);
        int t = plane;
        b0.blend(lower, b0.lt(lower)).intoArray(out, q + t);
        b1.blend(lower, b1.lt(lower)).intoArray(out, q + t + L);
        b2.blend(lower, b2.lt(lower)).intoArray(out, q + t + 2 * L);
        b3.blend(lower, b3.lt(lower)).intoArray(out, q + t + 3 * L);
    }
}
