package io.espalier.models.graph;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One batch of a tensor of any rank as doubles: example after example, each with its last axis innermost. */
final class ReferenceTensor {

    private final int count;
    private final TensorShape shape;
    private final double[] data;
    private final int[] sizes;

    private ReferenceTensor(int count, TensorShape shape, double[] data) {
        this.count = count;
        this.shape = shape;
        this.data = data;
        this.sizes = shape.dimensions().stream().mapToInt(Integer::intValue).toArray();
    }

    /** Computes the value at a place, which has one index per axis and is not kept. */
    @FunctionalInterface
    interface Place {
        double value(int example, int... place);
    }

    static ReferenceTensor of(int count, TensorShape shape, double... data) {
        return new ReferenceTensor(count, shape, data);
    }

    static ReferenceTensor each(int count, TensorShape shape, Place function) {
        int size = shape.size();
        double[] data = new double[count * size];
        int[] place = new int[shape.rank()];
        for (int i = 0; i < data.length; i++) {
            locate(i % size, shape, place);
            data[i] = function.value(i / size, place);
        }
        return new ReferenceTensor(count, shape, data);
    }

    private static void locate(int index, TensorShape shape, int... place) {
        int rest = index;
        for (int axis = place.length - 1; axis >= 0; axis--) {
            place[axis] = rest % shape.size(axis);
            rest /= shape.size(axis);
        }
    }

    int count() {
        return count;
    }

    TensorShape shape() {
        return shape;
    }

    double at(int example, int... place) {
        int index = example;
        for (int axis = 0; axis < sizes.length; axis++) {
            index = index * sizes[axis] + place[axis];
        }
        return data[index];
    }

    /** The value of an image's pixel; without the array that {@link #at} needs, because convolutions read millions of them. */
    double pixel(int example, int channel, int row, int column) {
        return data[((example * sizes[0] + channel) * sizes[1] + row) * sizes[2] + column];
    }

    /** Whether an image has such a pixel. */
    boolean contains(int row, int column) {
        return row >= 0 && row < sizes[1] && column >= 0 && column < sizes[2];
    }

    /** The same values under another shape. */
    ReferenceTensor as(TensorShape other) {
        return new ReferenceTensor(count, other, data);
    }

    /** The sum of all values that have the same place once these axes are left out; those stay with size 1. */
    ReferenceTensor sumOver(List<Integer> axes) {
        TensorShape summed = shape;
        for (int axis : axes) {
            summed = summed.with(axis, 1);
        }
        ReferenceTensor sums = new ReferenceTensor(count, summed, new double[count * summed.size()]);
        int[] place = new int[sizes.length];
        for (int i = 0; i < data.length; i++) {
            locate(i % shape.size(), shape, place);
            int index = i / shape.size();
            for (int axis = 0; axis < sizes.length; axis++) {
                index = index * summed.size(axis) + (axes.contains(axis) ? 0 : place[axis]);
            }
            sums.data[index] += data[i];
        }
        return sums;
    }

    /** {@code [count, ...]}. */
    INDArray toArray() {
        long[] dimensions = new long[sizes.length + 1];
        dimensions[0] = count;
        for (int axis = 0; axis < sizes.length; axis++) {
            dimensions[axis + 1] = sizes[axis];
        }
        return Nd4j.createFromArray(data).reshape('c', dimensions);
    }
}
