package io.espalier.models.dl4j;

import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where the axes of a tensor lie in an array: the batch first, images in the format, all others in their order. */
record ArrayLayout(CNN2DFormat format) {

    private static final int IMAGE = 3;

    /** The array's axis for an axis of a tensor of that rank. */
    int axis(int axis, int rank) {
        return toChannelsFirst(rank)[axis + 1];
    }

    /** The array's axis that comes to each place of a channels-first one. */
    int[] toChannelsFirst(int rank) {
        return inverse(fromChannelsFirst(rank));
    }

    /** The channels-first array's axis that comes to each place of this layout's. */
    int[] fromChannelsFirst(int rank) {
        return rank == IMAGE && format == CNN2DFormat.NHWC
                ? new int[] {0, 2, 3, 1}
                : IntStream.rangeClosed(0, rank).toArray();
    }

    static int[] inverse(int[] permutation) {
        int[] inverse = new int[permutation.length];
        for (int i = 0; i < permutation.length; i++) {
            inverse[permutation[i]] = i;
        }
        return inverse;
    }

    /** The array with its axes in another order, dense and row-major. */
    static INDArray permuted(INDArray array, int[] order) {
        return array.permute(order).dup('c');
    }
}
