package io.espalier.env.kernel;

import io.espalier.env.kernel.Blocks.Block;
import io.espalier.models.graph.Operator.Conv2d;
import io.espalier.models.graph.Window;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Any window: a tile reads each value of its positions' windows by itself. Positions are numbered row by row. */
final class TapTiles implements Convolution.Tiles {

    /** Positions after which the next block of outputs has its turn, so that the input stays in the cache. */
    private static final int STRIP = 32;

    private static final VectorSpecies<Float> S = Lanes.SPECIES;

    private final Blocks blocks;
    private final float[] weights;
    private final float[] bias;
    private final int[] taps;
    private final int[] windows;
    private final int[] outs;
    private final int[] others;
    private final int inPlane;
    private final int plane;
    private final int otherPlane;
    private final float lower;

    TapTiles(Conv2d conv, Blocks blocks, Convolution.Tensors tensors, Convolution.Bounds bounds) {
        Planes in = tensors.in();
        Planes out = tensors.out();
        Planes other = tensors.other();
        this.blocks = blocks;
        this.weights = blocks.weights();
        this.bias = blocks.bias();
        this.taps = taps(conv, in);
        int positions = out.height() * out.width();
        this.windows = new int[positions];
        this.outs = new int[positions];
        this.others = new int[positions];
        Window window = conv.window();
        for (int i = 0; i < positions; i++) {
            int y = i / out.width();
            int x = i % out.width();
            windows[i] = in.at(
                    0,
                    y * window.stride().height() - window.padding().top(),
                    x * window.stride().width() - window.padding().left());
            outs[i] = out.at(0, y, x);
            others[i] = other == null ? 0 : other.at(0, y, x);
        }
        this.inPlane = in.planeStride();
        this.plane = out.planeStride();
        this.otherPlane = other == null ? 0 : other.planeStride();
        this.lower = bounds.lower();
    }

    /** For each input channel of a group and tap where it is, from the window's first value. */
    private static int[] taps(Conv2d conv, Planes in) {
        Window window = conv.window();
        int width = window.kernel().width();
        int[] taps = new int[conv.inChannels() / conv.groups() * window.taps()];
        for (int i = 0; i < taps.length; i++) {
            int tap = i % window.taps();
            taps[i] = i / window.taps() * in.planeStride()
                    + tap / width * window.dilation().height() * in.rowStride()
                    + tap % width * window.dilation().width() * Lanes.COUNT;
        }
        return taps;
    }

    @Override
    public void run(float[] in, float[] other, float[] out) {
        for (int from = 0; from < outs.length; from += STRIP) {
            int to = Math.min(outs.length, from + STRIP);
            for (Block block : blocks.all()) {
                strip(block, from, to, in, other, out);
            }
        }
    }

    private void strip(Block block, int from, int to, float[] in, float[] other, float[] out) {
        if (block.width() == 1) {
            for (int i = from; i < to; i += 8) {
                one(block, i, in, other, out);
            }
            return;
        }
        for (int i = from; i < to; i += 4) {
            if (block.width() == 4) {
                four(block, i, in, other, out);
            } else {
                two(block, i, in, other, out);
            }
        }
    }

    private void four(Block block, int i, float[] in, float[] other, float[] out) {
        float[] w = weights;
        int u = block.weight();
        int o = block.out();
        int s = otherPlane;
        int r = o * s;
        int t = plane;
        int q = o * t;
        int i1 = next(i, 1);
        int i2 = next(i, 2);
        int i3 = next(i, 3);
        FloatVector a0 = FloatVector.fromArray(S, other, r + others[i]).add(bias[o]);
        FloatVector a1 = FloatVector.fromArray(S, other, r + others[i1]).add(bias[o]);
        FloatVector a2 = FloatVector.fromArray(S, other, r + others[i2]).add(bias[o]);
        FloatVector a3 = FloatVector.fromArray(S, other, r + others[i3]).add(bias[o]);
        FloatVector b0 = FloatVector.fromArray(S, other, r + s + others[i]).add(bias[o + 1]);
        FloatVector b1 = FloatVector.fromArray(S, other, r + s + others[i1]).add(bias[o + 1]);
        FloatVector b2 = FloatVector.fromArray(S, other, r + s + others[i2]).add(bias[o + 1]);
        FloatVector b3 = FloatVector.fromArray(S, other, r + s + others[i3]).add(bias[o + 1]);
        FloatVector c0 = FloatVector.fromArray(S, other, r + 2 * s + others[i]).add(bias[o + 2]);
        FloatVector c1 = FloatVector.fromArray(S, other, r + 2 * s + others[i1]).add(bias[o + 2]);
        FloatVector c2 = FloatVector.fromArray(S, other, r + 2 * s + others[i2]).add(bias[o + 2]);
        FloatVector c3 = FloatVector.fromArray(S, other, r + 2 * s + others[i3]).add(bias[o + 2]);
        FloatVector d0 = FloatVector.fromArray(S, other, r + 3 * s + others[i]).add(bias[o + 3]);
        FloatVector d1 = FloatVector.fromArray(S, other, r + 3 * s + others[i1]).add(bias[o + 3]);
        FloatVector d2 = FloatVector.fromArray(S, other, r + 3 * s + others[i2]).add(bias[o + 3]);
        FloatVector d3 = FloatVector.fromArray(S, other, r + 3 * s + others[i3]).add(bias[o + 3]);
        int first = block.in() * inPlane;
        int p0 = first + windows[i];
        int p1 = first + windows[i1];
        int p2 = first + windows[i2];
        int p3 = first + windows[i3];
        for (int tap : taps) {
            FloatVector x0 = FloatVector.fromArray(S, in, p0 + tap);
            FloatVector x1 = FloatVector.fromArray(S, in, p1 + tap);
            FloatVector x2 = FloatVector.fromArray(S, in, p2 + tap);
            FloatVector x3 = FloatVector.fromArray(S, in, p3 + tap);
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
            u += 4;
        }
        a0.blend(lower, a0.lt(lower)).intoArray(out, q + outs[i]);
        a1.blend(lower, a1.lt(lower)).intoArray(out, q + outs[i1]);
        a2.blend(lower, a2.lt(lower)).intoArray(out, q + outs[i2]);
        a3.blend(lower, a3.lt(lower)).intoArray(out, q + outs[i3]);
        b0.blend(lower, b0.lt(lower)).intoArray(out, q + t + outs[i]);
        b1.blend(lower, b1.lt(lower)).intoArray(out, q + t + outs[i1]);
        b2.blend(lower, b2.lt(lower)).intoArray(out, q + t + outs[i2]);
        b3.blend(lower, b3.lt(lower)).intoArray(out, q + t + outs[i3]);
        c0.blend(lower, c0.lt(lower)).intoArray(out, q + 2 * t + outs[i]);
        c1.blend(lower, c1.lt(lower)).intoArray(out, q + 2 * t + outs[i1]);
        c2.blend(lower, c2.lt(lower)).intoArray(out, q + 2 * t + outs[i2]);
        c3.blend(lower, c3.lt(lower)).intoArray(out, q + 2 * t + outs[i3]);
        d0.blend(lower, d0.lt(lower)).intoArray(out, q + 3 * t + outs[i]);
        d1.blend(lower, d1.lt(lower)).intoArray(out, q + 3 * t + outs[i1]);
        d2.blend(lower, d2.lt(lower)).intoArray(out, q + 3 * t + outs[i2]);
        d3.blend(lower, d3.lt(lower)).intoArray(out, q + 3 * t + outs[i3]);
    }

    private void two(Block block, int i, float[] in, float[] other, float[] out) {
        float[] w = weights;
        int u = block.weight();
        int o = block.out();
        int s = otherPlane;
        int r = o * s;
        int t = plane;
        int q = o * t;
        int i1 = next(i, 1);
        int i2 = next(i, 2);
        int i3 = next(i, 3);
        FloatVector a0 = FloatVector.fromArray(S, other, r + others[i]).add(bias[o]);
        FloatVector a1 = FloatVector.fromArray(S, other, r + others[i1]).add(bias[o]);
        FloatVector a2 = FloatVector.fromArray(S, other, r + others[i2]).add(bias[o]);
        FloatVector a3 = FloatVector.fromArray(S, other, r + others[i3]).add(bias[o]);
        FloatVector b0 = FloatVector.fromArray(S, other, r + s + others[i]).add(bias[o + 1]);
        FloatVector b1 = FloatVector.fromArray(S, other, r + s + others[i1]).add(bias[o + 1]);
        FloatVector b2 = FloatVector.fromArray(S, other, r + s + others[i2]).add(bias[o + 1]);
        FloatVector b3 = FloatVector.fromArray(S, other, r + s + others[i3]).add(bias[o + 1]);
        int first = block.in() * inPlane;
        int p0 = first + windows[i];
        int p1 = first + windows[i1];
        int p2 = first + windows[i2];
        int p3 = first + windows[i3];
        for (int tap : taps) {
            FloatVector x0 = FloatVector.fromArray(S, in, p0 + tap);
            FloatVector x1 = FloatVector.fromArray(S, in, p1 + tap);
            FloatVector x2 = FloatVector.fromArray(S, in, p2 + tap);
            FloatVector x3 = FloatVector.fromArray(S, in, p3 + tap);
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
            u += 2;
        }
        a0.blend(lower, a0.lt(lower)).intoArray(out, q + outs[i]);
        a1.blend(lower, a1.lt(lower)).intoArray(out, q + outs[i1]);
        a2.blend(lower, a2.lt(lower)).intoArray(out, q + outs[i2]);
        a3.blend(lower, a3.lt(lower)).intoArray(out, q + outs[i3]);
        b0.blend(lower, b0.lt(lower)).intoArray(out, q + t + outs[i]);
        b1.blend(lower, b1.lt(lower)).intoArray(out, q + t + outs[i1]);
        b2.blend(lower, b2.lt(lower)).intoArray(out, q + t + outs[i2]);
        b3.blend(lower, b3.lt(lower)).intoArray(out, q + t + outs[i3]);
    }

    /** For groups of one output, so that the sums are still many. */
    private void one(Block block, int i, float[] in, float[] other, float[] out) {
        float[] w = weights;
        int u = block.weight();
        int o = block.out();
        int r = o * otherPlane;
        int q = o * plane;
        int i1 = next(i, 1);
        int i2 = next(i, 2);
        int i3 = next(i, 3);
        int i4 = next(i, 4);
        int i5 = next(i, 5);
        int i6 = next(i, 6);
        int i7 = next(i, 7);
        FloatVector a0 = FloatVector.fromArray(S, other, r + others[i]).add(bias[o]);
        FloatVector a1 = FloatVector.fromArray(S, other, r + others[i1]).add(bias[o]);
        FloatVector a2 = FloatVector.fromArray(S, other, r + others[i2]).add(bias[o]);
        FloatVector a3 = FloatVector.fromArray(S, other, r + others[i3]).add(bias[o]);
        FloatVector a4 = FloatVector.fromArray(S, other, r + others[i4]).add(bias[o]);
        FloatVector a5 = FloatVector.fromArray(S, other, r + others[i5]).add(bias[o]);
        FloatVector a6 = FloatVector.fromArray(S, other, r + others[i6]).add(bias[o]);
        FloatVector a7 = FloatVector.fromArray(S, other, r + others[i7]).add(bias[o]);
        int first = block.in() * inPlane;
        int p0 = first + windows[i];
        int p1 = first + windows[i1];
        int p2 = first + windows[i2];
        int p3 = first + windows[i3];
        int p4 = first + windows[i4];
        int p5 = first + windows[i5];
        int p6 = first + windows[i6];
        int p7 = first + windows[i7];
        for (int tap : taps) {
            FloatVector v = FloatVector.broadcast(S, w[u]);
            a0 = FloatVector.fromArray(S, in, p0 + tap).fma(v, a0);
            a1 = FloatVector.fromArray(S, in, p1 + tap).fma(v, a1);
            a2 = FloatVector.fromArray(S, in, p2 + tap).fma(v, a2);
            a3 = FloatVector.fromArray(S, in, p3 + tap).fma(v, a3);
            a4 = FloatVector.fromArray(S, in, p4 + tap).fma(v, a4);
            a5 = FloatVector.fromArray(S, in, p5 + tap).fma(v, a5);
            a6 = FloatVector.fromArray(S, in, p6 + tap).fma(v, a6);
            a7 = FloatVector.fromArray(S, in, p7 + tap).fma(v, a7);
            u++;
        }
        a0.blend(lower, a0.lt(lower)).intoArray(out, q + outs[i]);
        a1.blend(lower, a1.lt(lower)).intoArray(out, q + outs[i1]);
        a2.blend(lower, a2.lt(lower)).intoArray(out, q + outs[i2]);
        a3.blend(lower, a3.lt(lower)).intoArray(out, q + outs[i3]);
        a4.blend(lower, a4.lt(lower)).intoArray(out, q + outs[i4]);
        a5.blend(lower, a5.lt(lower)).intoArray(out, q + outs[i5]);
        a6.blend(lower, a6.lt(lower)).intoArray(out, q + outs[i6]);
        a7.blend(lower, a7.lt(lower)).intoArray(out, q + outs[i7]);
    }

    /** The last position again where there is none. */
    private int next(int i, int step) {
        return Math.min(i + step, outs.length - 1);
    }
}
