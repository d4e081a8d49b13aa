package io.espalier.models.onnx;

import io.espalier.models.graph.FloatArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Float32 values in C order while a model is read or written. Nobody writes into the values after construction. */
final class FloatTensor {

    private final List<Integer> dimensions;
    private final float[] values;

    /** @throws IllegalArgumentException if the values are not as many as the shape asks for */
    FloatTensor(List<Integer> dimensions, float[] values) {
        this.dimensions = List.copyOf(dimensions);
        this.values = values;
        if (count(dimensions) != values.length) {
            throw new IllegalArgumentException(
                    "must have the values of its shape %s: %d".formatted(dimensions, values.length));
        }
    }

    static FloatTensor of(FloatArray array) {
        return new FloatTensor(array.shape(), array.values());
    }

    FloatArray toArray() {
        return FloatArray.of(values, dimensions);
    }

    List<Integer> dimensions() {
        return dimensions;
    }

    int rank() {
        return dimensions.size();
    }

    int size(int axis) {
        return dimensions.get(axis);
    }

    int length() {
        return values.length;
    }

    float value(int index) {
        return values[index];
    }

    /** @throws IllegalArgumentException if the shape holds another number of values */
    FloatTensor reshaped(List<Integer> shape) {
        return new FloatTensor(shape, values);
    }

    FloatTensor times(float factor) {
        if (factor == 1) {
            return this;
        }
        float[] scaled = values.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return new FloatTensor(dimensions, scaled);
    }

    /** The first of these values, so many times. */
    FloatTensor repeated(int count) {
        float[] all = new float[count];
        Arrays.fill(all, values[0]);
        return new FloatTensor(List.of(count), all);
    }

    /** A matrix with its axes exchanged. */
    FloatTensor transposed() {
        return permuted(List.of(1, 0));
    }

    /** Axes in another order: for each axis of the result the axis here. */
    FloatTensor permuted(List<Integer> order) {
        int rank = rank();
        int[] strides = new int[rank];
        int stride = 1;
        for (int axis = rank - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= size(axis);
        }
        List<Integer> shape = new ArrayList<>();
        int[] steps = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            shape.add(size(order.get(axis)));
            steps[axis] = strides[order.get(axis)];
        }
        float[] moved = new float[values.length];
        int[] position = new int[rank];
        int from = 0;
        for (int to = 0; to < moved.length; to++) {
            moved[to] = values[from];
            for (int axis = rank - 1; axis >= 0; axis--) {
                from += steps[axis];
                if (++position[axis] < shape.get(axis)) {
                    break;
                }
                from -= steps[axis] * shape.get(axis);
                position[axis] = 0;
            }
        }
        return new FloatTensor(shape, moved);
    }

    /**
     * The weight of a transposed convolution between ONNX's {@code [in, out / groups, height, width]} and ours {@code [out, in / groups,
     * height, width]}; the way back is the same.
     */
    FloatTensor exchanged(int groups) {
        int rows = size(0) / groups;
        int columns = size(1);
        FloatTensor split = reshaped(List.of(groups, rows, columns, size(2) * size(3)));
        return split.permuted(List.of(0, 2, 1, 3)).reshaped(List.of(groups * columns, rows, size(2), size(3)));
    }

    boolean sameAs(FloatTensor other) {
        return dimensions.equals(other.dimensions) && Arrays.equals(values, other.values);
    }

    /** @throws IllegalArgumentException if the shape holds more than 2^31 - 1 values */
    static int count(List<Integer> dimensions) {
        long count = 1;
        for (int size : dimensions) {
            count *= size;
            if (!(size >= 0 && count <= Integer.MAX_VALUE)) {
                throw new IllegalArgumentException("must have a shape of less than 2^31 values: " + dimensions);
            }
        }
        return (int) count;
    }

    float[] values() {
        return values;
    }
}
