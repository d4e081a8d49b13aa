package io.espalier.env.kernel;

import io.espalier.env.kernel.Blocks.Block;
import io.espalier.models.graph.Operator.Conv2d;
import io.espalier.models.graph.Window;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

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
    private final float upper;

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
        this.upper = bounds.upper();
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
    public void run(float[] in, float @Nullable [] other, float[] out) {
        for (int from = 0; from < outs.length; from += STRIP) {
            int to = Math.min(outs.length, from + STRIP);
            for (Block block : blocks.all()) {
                strip(block, from, to, in, other, out);
            }
        }
    }

    private void strip(Block block, int from, int to, float[] in, float @Nullable [] other, float[] out) {
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

    private void four(Block block, int i, float[] in, float @Nullable [] other, float[] out) {
        float[] w = weights;
        int u = block.weight();
        int o = block.out();
        int i1 = next(i, 1);
        int i2 = next(i, 2);
        int i3 = next(i, 3);
        FloatVector a0 = start(o, other, i);
        FloatVector a1 = start(o, other, i1);
        FloatVector a2 = start(o, other, i2);
        FloatVector a3 = start(o, other, i3);
        FloatVector b0 = start(o + 1, other, i);
        FloatVector b1 = start(o + 1, other, i1);
        FloatVector b2 = start(o + 1, other, i2);
        FloatVector b3 = start(o + 1, other, i3);
        FloatVector c0 = start(o + 2, other, i);
        FloatVector c1 = start(o + 2, other, i1);
        FloatVector c2 = start(o + 2, other, i2);
        FloatVector c3 = start(o + 2, other, i3);
        FloatVector d0 = start(o + 3, other, i);
        FloatVector d1 = start(o + 3, other, i1);
        FloatVector d2 = start(o + 3, other, i2);
        FloatVector d3 = start(o + 3, other, i3);
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
        end(a0, out, o, i);
        end(a1, out, o, i1);
        end(a2, out, o, i2);
        end(a3, out, o, i3);
        end(b0, out, o + 1, i);
        end(b1, out, o + 1, i1);
        end(b2, out, o + 1, i2);
        end(b3, out, o + 1, i3);
        end(c0, out, o + 2, i);
        end(c1, out, o + 2, i1);
        end(c2, out, o + 2, i2);
        end(c3, out, o + 2, i3);
        end(d0, out, o + 3, i);
        end(d1, out, o + 3, i1);
        end(d2, out, o + 3, i2);
        end(d3, out, o + 3, i3);
    }

    private void two(Block block, int i, float[] in, float @Nullable [] other, float[] out) {
        float[] w = weights;
        int u = block.weight();
        int o = block.out();
        int i1 = next(i, 1);
        int i2 = next(i, 2);
        int i3 = next(i, 3);
        FloatVector a0 = start(o, other, i);
        FloatVector a1 = start(o, other, i1);
        FloatVector a2 = start(o, other, i2);
        FloatVector a3 = start(o, other, i3);
        FloatVector b0 = start(o + 1, other, i);
        FloatVector b1 = start(o + 1, other, i1);
        FloatVector b2 = start(o + 1, other, i2);
        FloatVector b3 = start(o + 1, other, i3);
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
        end(a0, out, o, i);
        end(a1, out, o, i1);
        end(a2, out, o, i2);
        end(a3, out, o, i3);
        end(b0, out, o + 1, i);
        end(b1, out, o + 1, i1);
        end(b2, out, o + 1, i2);
        end(b3, out, o + 1, i3);
    }

    /** For groups of one output, so that the sums are still many. */
    private void one(Block block, int i, float[] in, float @Nullable [] other, float[] out) {
        float[] w = weights;
        int u = block.weight();
        int o = block.out();
        int i1 = next(i, 1);
        int i2 = next(i, 2);
        int i3 = next(i, 3);
        int i4 = next(i, 4);
        int i5 = next(i, 5);
        int i6 = next(i, 6);
        int i7 = next(i, 7);
        FloatVector a0 = start(o, other, i);
        FloatVector a1 = start(o, other, i1);
        FloatVector a2 = start(o, other, i2);
        FloatVector a3 = start(o, other, i3);
        FloatVector a4 = start(o, other, i4);
        FloatVector a5 = start(o, other, i5);
        FloatVector a6 = start(o, other, i6);
        FloatVector a7 = start(o, other, i7);
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
        end(a0, out, o, i);
        end(a1, out, o, i1);
        end(a2, out, o, i2);
        end(a3, out, o, i3);
        end(a4, out, o, i4);
        end(a5, out, o, i5);
        end(a6, out, o, i6);
        end(a7, out, o, i7);
    }

    /** The last position again where there is none. */
    private int next(int i, int step) {
        return Math.min(i + step, outs.length - 1);
    }

    private FloatVector start(int channel, float @Nullable [] other, int i) {
        FloatVector first = FloatVector.broadcast(S, bias[channel]);
        return other == null ? first : first.add(FloatVector.fromArray(S, other, channel * otherPlane + others[i]));
    }

    private void end(FloatVector sum, float[] out, int channel, int i) {
        sum.max(lower).min(upper).intoArray(out, channel * plane + outs[i]);
    }
}
