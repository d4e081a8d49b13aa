package io.espalier.env.kernel;

import io.espalier.models.graph.Operator.Conv2d;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The output channels of a convolution in blocks of 4, 2 or 1 that are computed together, none across groups. The weights of a block lie
 * together: for each input channel and tap those of its outputs. A block may be wider than what is left of its group; then its last weights are
 * zeros, and what it computes behind the group's last channel is overwritten by the next group, or lies behind the tensor.
 */
final class Blocks {

    private final List<Block> all;
    private final float[] weights;
    private final float[] bias;

    private Blocks(List<Block> all, float[] weights, float[] bias) {
        this.all = List.copyOf(all);
        this.weights = weights;
        this.bias = bias;
    }

    /**
     * @param out first output channel
     * @param width outputs: 4, 2 or 1
     * @param in first input channel of the group
     * @param weight where the block's weights begin
     */
    record Block(int out, int width, int in, int weight) {}

    static Blocks of(Conv2d conv, float[] weight, float[] bias) {
        int outputs = conv.outChannels() / conv.groups();
        int products = conv.inChannels() / conv.groups() * conv.window().taps();
        List<Block> blocks = new ArrayList<>();
        int length = 0;
        for (int group = 0; group < conv.groups(); group++) {
            for (int done = 0; done < outputs; ) {
                int width = width(outputs, outputs - done);
                blocks.add(
                        new Block(group * outputs + done, width, group * (conv.inChannels() / conv.groups()), length));
                length += width * products;
                done += width;
            }
        }
        float[] packed = new float[length];
        for (Block block : blocks) {
            int end = (block.out() / outputs + 1) * outputs;
            for (int i = 0; i < block.width() && block.out() + i < end; i++) {
                for (int product = 0; product < products; product++) {
                    packed[block.weight() + product * block.width() + i] =
                            weight[(block.out() + i) * products + product];
                }
            }
        }
        return new Blocks(blocks, packed, Arrays.copyOf(bias, bias.length + Convolution.SPARE_CHANNELS));
    }

    private static int width(int outputs, int left) {
        if (outputs == 1) {
            return 1;
        }
        return left >= 3 ? 4 : 2;
    }

    List<Block> all() {
        return all;
    }

    int widest() {
        return all.stream().mapToInt(Block::width).max().orElse(0);
    }

    /** For reading only. */
    float[] weights() {
        return weights;
    }

    /** One for each output channel, and zeros for {@link Convolution#SPARE_CHANNELS} more; for reading only. */
    float[] bias() {
        return bias;
    }
}
