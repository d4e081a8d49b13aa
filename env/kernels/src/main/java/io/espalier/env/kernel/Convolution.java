package io.espalier.env.kernel;

import io.espalier.models.graph.FloatArray;
import io.espalier.models.graph.Operator.Conv2d;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.jspecify.annotations.Nullable;

/**
 * A convolution with what often follows it: a sum with another tensor, and bounds. Outputs are computed in tiles of some channels by some
 * positions, whose sums stay in registers. Each sum begins with the bias and the other tensor's value and takes the products channel by channel
 * and tap by tap, each by one fused multiplication and addition: what comes out does not depend on the tile, the lanes or the machine.
 */
public final class Convolution {

    /** Channels that a tile may write behind the last one; arrays must have room for their planes. */
    public static final int SPARE_CHANNELS = 3;

    /** Added where nothing is: tiles do not ask, because a vector that comes out of one of two branches would be put on the heap. */
    private static final float[] ZEROS = new float[RowTiles.POSITIONS * Lanes.COUNT];

    private final Tiles tiles;
    private final Planes out;
    private final float upper;

    private Convolution(Tiles tiles, Planes out, float upper) {
        this.tiles = tiles;
        this.out = out;
        this.upper = upper;
    }

    /**
     * The tensors around a convolution.
     *
     * @param in with a border that holds the convolution's padding
     * @param other what is added to the output, or null
     * @param scratch of the network
     */
    public record Tensors(Planes in, Planes out, @Nullable Planes other, Scratch scratch) {}

    /** Bounds of the output; infinite where there are none. */
    public record Bounds(float lower, float upper) {

        public static final Bounds NONE = new Bounds(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    }

    /**
     * @param weight {@code [out, in / groups, kernelHeight, kernelWidth]}
     * @param bias {@code [out]}
     */
    public static Convolution of(Conv2d conv, FloatArray weight, FloatArray bias, Tensors tensors, Bounds bounds) {
        return new Convolution(
                tiles(conv, weight.values(), bias.values(), tensors, bounds), tensors.out(), bounds.upper());
    }

    private static Tiles tiles(Conv2d conv, float[] weight, float[] bias, Tensors tensors, Bounds bounds) {
        if (Winograd.pays(conv, tensors.out())) {
            return new WinogradTiles(conv, weight, bias, tensors, bounds);
        }
        Blocks blocks = Blocks.of(conv, weight, bias);
        boolean rows = conv.window().kernel().width() == RowTiles.TAPS
                && conv.window().stride().width() == 1
                && conv.window().dilation().width() == 1
                && tensors.out().width() >= RowTiles.POSITIONS
                && blocks.widest() > 1;
        return rows ? new RowTiles(conv, blocks, tensors, bounds) : new TapTiles(conv, blocks, tensors, bounds);
    }

    /**
     * Computes all lanes.
     *
     * @param other null if the convolution was made without
     */
    public void run(float[] in, float @Nullable [] other, float[] to) {
        tiles.run(in, other == null ? ZEROS : other, to);
        if (upper < Float.POSITIVE_INFINITY) {
            cap(to);
        }
    }

    /** Few networks have an upper bound, so tiles know the lower one alone. */
    private void cap(float[] to) {
        for (int channel = 0; channel < out.channels(); channel++) {
            for (int row = 0; row < out.height(); row++) {
                int first = out.at(channel, row, 0);
                for (int offset = first; offset < first + out.width() * Lanes.COUNT; offset += Lanes.COUNT) {
                    FloatVector value = FloatVector.fromArray(Lanes.SPECIES, to, offset);
                    value.blend(upper, value.compare(VectorOperators.GT, upper)).intoArray(to, offset);
                }
            }
        }
    }

    /** A way to walk over the output. */
    sealed interface Tiles permits RowTiles, TapTiles, WinogradTiles {

        /** @param other what is added, or zeros for {@link RowTiles#POSITIONS} positions if nothing is */
        void run(float[] in, float[] other, float[] out);
    }
}
