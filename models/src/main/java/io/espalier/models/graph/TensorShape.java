package io.espalier.models.graph;

import java.util.ArrayList;
import java.util.List;

/**
 * Shape of one example's tensor, without the batch dimension: {@code [channels, height, width]} for images, {@code [features]} for vectors,
 * anything for what lies between.
 *
 * @param dimensions positive sizes; for images channels first
 */
public record TensorShape(List<Integer> dimensions) {

    /** @throws IllegalArgumentException if a dimension is not positive or there are more values than an array can hold */
    public TensorShape {
        dimensions = List.copyOf(dimensions);
        long values = 1;
        for (int dimension : dimensions) {
            if (!(dimension > 0)) {
                throw new IllegalArgumentException("dimensions must be positive: " + dimensions);
            }
            values *= dimension;
            if (!(values <= Integer.MAX_VALUE)) {
                throw new IllegalArgumentException("dimensions must hold less than 2^31 values: " + dimensions);
            }
        }
    }

    public static TensorShape image(int channels, int height, int width) {
        return new TensorShape(List.of(channels, height, width));
    }

    public static TensorShape vector(int features) {
        return new TensorShape(List.of(features));
    }

    /** Number of dimensions without the batch. */
    public int rank() {
        return dimensions.size();
    }

    public boolean isImage() {
        return dimensions.size() == 3;
    }

    public boolean isVector() {
        return dimensions.size() == 1;
    }

    /** Size of one dimension. */
    public int size(int axis) {
        return dimensions.get(axis);
    }

    /** The same shape but for one dimension. */
    public TensorShape with(int axis, int size) {
        List<Integer> changed = new ArrayList<>(dimensions);
        changed.set(axis, size);
        return new TensorShape(changed);
    }

    /** Channels of an image, features of a vector; 1 for a number. */
    public int channels() {
        return dimensions.isEmpty() ? 1 : dimensions.get(0);
    }

    /** Height of an image, 1 for a vector. */
    public int height() {
        return isImage() ? dimensions.get(1) : 1;
    }

    /** Width of an image, 1 for a vector. */
    public int width() {
        return isImage() ? dimensions.get(2) : 1;
    }

    /** Positions per channel: height x width of an image. */
    public int positions() {
        return isImage() ? dimensions.get(1) * dimensions.get(2) : size() / channels();
    }

    /** Values per example: the product of all dimensions. */
    public int size() {
        // Asked for pixel by pixel in places, so no stream.
        int size = 1;
        for (int axis = 0; axis < dimensions.size(); axis++) {
            size *= dimensions.get(axis);
        }
        return size;
    }

    @Override
    public String toString() {
        return dimensions.toString();
    }
}
