package io.espalier.env.kernel;

import io.espalier.env.kernel.Blocks.Block;
import io.espalier.models.graph.Operator.Conv2d;
import io.espalier.models.graph.Window;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The tiles of {@link Winograd}, four at a time: they are transformed, multiplied at each point, and transformed back. */
final class WinogradTiles implements Convolution.Tiles {

    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final int SIDE = Winograd.SIDE;
    private static final int OUTPUTS = Winograd.OUTPUTS;
    private static final int POINTS = Winograd.POINTS;

    /** Tiles that are multiplied together. */
    private static final int TILES = 4;

    private final List<Blocks> points;
    private final int outputs;
    private final int[] ins;
    private final int[] outs;
    private final int[] others;
    private final Convolution.Tensors tensors;
    private final int channels;
    private final float lower;
    private final int otherPlane;
    private final int inRow;
    private final int outRow;
    private final int otherRow;
    private final int inPoint;
    private final int outPoint;

    /** Where in the scratch the transformed inputs begin, behind the one tile between its columns and its rows. */
    private final int firstIn = Lanes.FIRST + POINTS * L;

    private final int firstOut;

    /** @param weight {@code [out, in, 3, 3]} */
    WinogradTiles(Conv2d conv, float[] weight, float[] bias, Convolution.Tensors tensors, Convolution.Bounds bounds) {
        Conv2d point = new Conv2d(conv.inChannels(), conv.outChannels(), Window.square(1, 1, 0), 1, true);
        this.points = new ArrayList<>();
        float[][] weights = Winograd.transformed(weight);
        for (int i = 0; i < POINTS; i++) {
            // What is added at this point is added to all outputs.
            points.add(Blocks.of(point, weights[i], i == Winograd.CONSTANT ? bias : new float[bias.length]));
        }
        this.outputs = bias.length;
        this.tensors = tensors;
        this.channels = conv.inChannels();
        this.lower = bounds.lower();
        this.inRow = tensors.in().rowStride();
        this.outRow = tensors.out().rowStride();
        this.otherRow = tensors.other() == null ? 0 : tensors.other().rowStride();
        this.otherPlane = tensors.other() == null ? 0 : tensors.other().planeStride();
        this.inPoint = stride(channels);
        this.outPoint = stride(outputs + Convolution.SPARE_CHANNELS);
        this.firstOut = firstIn + POINTS * inPoint;
        tensors.scratch().reserve(POINTS * (L + inPoint + outPoint));
        Planes out = tensors.out();
        int across = Winograd.tiles(out.width());
        int count = Winograd.tiles(out.height()) * across;
        this.ins = new int[count];
        this.outs = new int[count];
        this.others = new int[count];
        for (int i = 0; i < count; i++) {
            int y = Math.min(i / across * OUTPUTS, out.height() - OUTPUTS);
            int x = Math.min(i % across * OUTPUTS, out.width() - OUTPUTS);
            Window.Padding padding = conv.window().padding();
            ins[i] = tensors.in().at(0, y - padding.top(), x - padding.left());
            outs[i] = out.at(0, y, x);
            others[i] = tensors.other() == null ? 0 : tensors.other().at(0, y, x);
        }
    }

    /** From one point to the next: an odd number of vectors, for else points would have their turn in the same few lines of a cache. */
    private static int stride(int channels) {
        return (channels * TILES + 1) * L;
    }

    @Override
    public void run(float[] in, float[] other, float[] out) {
        float[] scratch = tensors.scratch().values();
        for (int from = 0; from < ins.length; from += TILES) {
            int count = Math.min(TILES, ins.length - from);
            enter(in, from, count, scratch);
            for (int point = 0; point < POINTS; point++) {
                multiply(points.get(point), scratch, firstIn + point * inPoint, firstOut + point * outPoint);
            }
            leave(scratch, from, count, other, out);
        }
    }

    private void enter(float[] in, int from, int count, float[] scratch) {
        int plane = tensors.in().planeStride();
        for (int channel = 0; channel < channels; channel++) {
            for (int i = 0; i < count; i++) {
                int p = channel * plane + ins[from + i];
                for (int column = 0; column < SIDE; column++) {
                    analyse(in, p + column * L, inRow, scratch, Lanes.FIRST + column * L, SIDE * L);
                }
                int q = firstIn + (channel * TILES + i) * L;
                for (int row = 0; row < SIDE; row++) {
                    analyse(scratch, Lanes.FIRST + row * SIDE * L, L, scratch, q + row * SIDE * inPoint, inPoint);
                }
            }
        }
    }

    /** What six values in a row or column are at six points. */
    private static void analyse(float[] from, int p, int step, float[] to, int q, int stride) {
        FloatVector x0 = FloatVector.fromArray(S, from, p);
        FloatVector x1 = FloatVector.fromArray(S, from, p + step);
        FloatVector x2 = FloatVector.fromArray(S, from, p + 2 * step);
        FloatVector x3 = FloatVector.fromArray(S, from, p + 3 * step);
        FloatVector x4 = FloatVector.fromArray(S, from, p + 4 * step);
        FloatVector x5 = FloatVector.fromArray(S, from, p + 5 * step);
        FloatVector four = FloatVector.broadcast(S, 4);
        FloatVector minusFour = FloatVector.broadcast(S, -4);
        FloatVector even = x2.fma(minusFour, x4);
        FloatVector odd = x1.fma(minusFour, x3);
        FloatVector evens = x4.sub(x2);
        FloatVector odds = x3.sub(x1);
        x0.fma(four, even.sub(x2)).intoArray(to, q);
        even.add(odd).intoArray(to, q + stride);
        even.sub(odd).intoArray(to, q + 2 * stride);
        odds.fma(FloatVector.broadcast(S, 2), evens).intoArray(to, q + 3 * stride);
        odds.fma(FloatVector.broadcast(S, -2), evens).intoArray(to, q + 4 * stride);
        odds.fma(minusFour, x5.sub(x3)).intoArray(to, q + 5 * stride);
    }

    private void leave(float[] scratch, int from, int count, float[] other, float[] out) {
        int plane = tensors.out().planeStride();
        for (int channel = 0; channel < outputs; channel++) {
            for (int i = 0; i < count; i++) {
                int p = firstOut + (channel * TILES + i) * L;
                for (int column = 0; column < SIDE; column++) {
                    collect(scratch, p + column * outPoint, SIDE * outPoint, Lanes.FIRST + column * L);
                }
                int q = channel * plane + outs[from + i];
                int r = channel * otherPlane + others[from + i];
                for (int row = 0; row < OUTPUTS; row++) {
                    int tile = Lanes.FIRST + row * SIDE * L;
                    finish(scratch, tile, other, r + row * otherRow, out, q + row * outRow);
                }
            }
        }
    }

    /** Four values of a column from its six points. */
    private static void collect(float[] scratch, int p, int step, int q) {
        FloatVector m0 = FloatVector.fromArray(S, scratch, p);
        FloatVector m1 = FloatVector.fromArray(S, scratch, p + step);
        FloatVector m2 = FloatVector.fromArray(S, scratch, p + 2 * step);
        FloatVector m3 = FloatVector.fromArray(S, scratch, p + 3 * step);
        FloatVector m4 = FloatVector.fromArray(S, scratch, p + 4 * step);
        FloatVector m5 = FloatVector.fromArray(S, scratch, p + 5 * step);
        FloatVector ones = m1.add(m2);
        FloatVector oneApart = m1.sub(m2);
        FloatVector twos = m3.add(m4);
        FloatVector twoApart = m3.sub(m4);
        m0.add(ones).add(twos).intoArray(scratch, q);
        twoApart.fma(FloatVector.broadcast(S, 2), oneApart).intoArray(scratch, q + SIDE * L);
        twos.fma(FloatVector.broadcast(S, 4), ones).intoArray(scratch, q + 2 * SIDE * L);
        twoApart.fma(FloatVector.broadcast(S, 8), oneApart.add(m5)).intoArray(scratch, q + 3 * SIDE * L);
    }

    /** Four values of a row from its six points, with what is added, and not below the bound. */
    private void finish(float[] from, int p, float[] other, int r, float[] out, int q) {
        FloatVector m0 = FloatVector.fromArray(S, from, p);
        FloatVector m1 = FloatVector.fromArray(S, from, p + L);
        FloatVector m2 = FloatVector.fromArray(S, from, p + 2 * L);
        FloatVector m3 = FloatVector.fromArray(S, from, p + 3 * L);
        FloatVector m4 = FloatVector.fromArray(S, from, p + 4 * L);
        FloatVector m5 = FloatVector.fromArray(S, from, p + 5 * L);
        FloatVector ones = m1.add(m2);
        FloatVector oneApart = m1.sub(m2);
        FloatVector twos = m3.add(m4);
        FloatVector twoApart = m3.sub(m4);
        FloatVector y0 = FloatVector.fromArray(S, other, r).add(m0.add(ones).add(twos));
        FloatVector y1 =
                FloatVector.fromArray(S, other, r + L).add(twoApart.fma(FloatVector.broadcast(S, 2), oneApart));
        FloatVector y2 = FloatVector.fromArray(S, other, r + 2 * L).add(twos.fma(FloatVector.broadcast(S, 4), ones));
        FloatVector y3 = FloatVector.fromArray(S, other, r + 3 * L)
                .add(twoApart.fma(FloatVector.broadcast(S, 8), oneApart.add(m5)));
        y0.blend(lower, y0.lt(lower)).intoArray(out, q);
        y1.blend(lower, y1.lt(lower)).intoArray(out, q + L);
        y2.blend(lower, y2.lt(lower)).intoArray(out, q + 2 * L);
        y3.blend(lower, y3.lt(lower)).intoArray(out, q + 3 * L);
    }

    /** At one point, all channels that go out from all that come in. */
    private void multiply(Blocks blocks, float[] scratch, int p, int q) {
        for (Block block : blocks.all()) {
            if (block.width() == 4) {
                four(blocks, block, scratch, p, q);
            } else if (block.width() == 2) {
                two(blocks, block, scratch, p, q);
            } else {
                one(blocks, block, scratch, p, q);
            }
        }
    }

    private void four(Blocks blocks, Block block, float[] scratch, int p, int q) {
        float[] w = blocks.weights();
        float[] bias = blocks.bias();
        int o = block.out();
        FloatVector a0 = FloatVector.broadcast(S, bias[o]);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector b0 = FloatVector.broadcast(S, bias[o + 1]);
        FloatVector b1 = b0;
        FloatVector b2 = b0;
        FloatVector b3 = b0;
        FloatVector c0 = FloatVector.broadcast(S, bias[o + 2]);
        FloatVector c1 = c0;
        FloatVector c2 = c0;
        FloatVector c3 = c0;
        FloatVector d0 = FloatVector.broadcast(S, bias[o + 3]);
        FloatVector d1 = d0;
        FloatVector d2 = d0;
        FloatVector d3 = d0;
        int u = block.weight();
        int end = u + 4 * channels;
        int at = p;
        while (u < end) {
            FloatVector x0 = FloatVector.fromArray(S, scratch, at);
            FloatVector x1 = FloatVector.fromArray(S, scratch, at + L);
            FloatVector x2 = FloatVector.fromArray(S, scratch, at + 2 * L);
            FloatVector x3 = FloatVector.fromArray(S, scratch, at + 3 * L);
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
            at += TILES * L;
        }
        int r = q + o * TILES * L;
        a0.intoArray(scratch, r);
        a1.intoArray(scratch, r + L);
        a2.intoArray(scratch, r + 2 * L);
        a3.intoArray(scratch, r + 3 * L);
        b0.intoArray(scratch, r + 4 * L);
        b1.intoArray(scratch, r + 5 * L);
        b2.intoArray(scratch, r + 6 * L);
        b3.intoArray(scratch, r + 7 * L);
        c0.intoArray(scratch, r + 8 * L);
        c1.intoArray(scratch, r + 9 * L);
        c2.intoArray(scratch, r + 10 * L);
        c3.intoArray(scratch, r + 11 * L);
        d0.intoArray(scratch, r + 12 * L);
        d1.intoArray(scratch, r + 13 * L);
        d2.intoArray(scratch, r + 14 * L);
        d3.intoArray(scratch, r + 15 * L);
    }

    private void two(Blocks blocks, Block block, float[] scratch, int p, int q) {
        float[] w = blocks.weights();
        float[] bias = blocks.bias();
        int o = block.out();
        FloatVector a0 = FloatVector.broadcast(S, bias[o]);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector b0 = FloatVector.broadcast(S, bias[o + 1]);
        FloatVector b1 = b0;
        FloatVector b2 = b0;
        FloatVector b3 = b0;
        int u = block.weight();
        int end = u + 2 * channels;
        int at = p;
        while (u < end) {
            FloatVector x0 = FloatVector.fromArray(S, scratch, at);
            FloatVector x1 = FloatVector.fromArray(S, scratch, at + L);
            FloatVector x2 = FloatVector.fromArray(S, scratch, at + 2 * L);
            FloatVector x3 = FloatVector.fromArray(S, scratch, at + 3 * L);
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
            at += TILES * L;
        }
        int r = q + o * TILES * L;
        a0.intoArray(scratch, r);
        a1.intoArray(scratch, r + L);
        a2.intoArray(scratch, r + 2 * L);
        a3.intoArray(scratch, r + 3 * L);
        b0.intoArray(scratch, r + 4 * L);
        b1.intoArray(scratch, r + 5 * L);
        b2.intoArray(scratch, r + 6 * L);
        b3.intoArray(scratch, r + 7 * L);
    }

    private void one(Blocks blocks, Block block, float[] scratch, int p, int q) {
        float[] w = blocks.weights();
        float[] bias = blocks.bias();
        int o = block.out();
        FloatVector a0 = FloatVector.broadcast(S, bias[o]);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        int u = block.weight();
        int end = u + channels;
        int at = p;
        while (u < end) {
            FloatVector v = FloatVector.broadcast(S, w[u]);
            a0 = FloatVector.fromArray(S, scratch, at).fma(v, a0);
            a1 = FloatVector.fromArray(S, scratch, at + L).fma(v, a1);
            a2 = FloatVector.fromArray(S, scratch, at + 2 * L).fma(v, a2);
            a3 = FloatVector.fromArray(S, scratch, at + 3 * L).fma(v, a3);
            u++;
            at += TILES * L;
        }
        int r = q + o * TILES * L;
        a0.intoArray(scratch, r);
        a1.intoArray(scratch, r + L);
        a2.intoArray(scratch, r + 2 * L);
        a3.intoArray(scratch, r + 3 * L);
    }
}
