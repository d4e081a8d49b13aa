package io.espalier.models.graph;

import java.util.List;

/**
 * Shape of one example's tensor, without the batch dimension: {@code [channels, height, width]} for images, {@code [features]} for vectors.
 *
 * @param dimensions one or three positive sizes, channels first
 */
public record TensorShape(List<Integer> dimensions) {

    /** @throws IllegalArgumentException if there are not one or three dimensions or one is not positive */
    public TensorShape {
        dimensions = List.copyOf(dimensions);
        if (!(dimensions.size() == 1 || dimensions.size() == 3)) {
            throw new IllegalArgumentException(
                    "dimensions must be [channels, height, width] or [features]: " + dimensions);
        }
        for (int dimension : dimensions) {
            if (!(dimension > 0)) {
                throw new IllegalArgumentException("dimensions must be positive: " + dimensions);
            }
        }
    }

    public static TensorShape image(int channels, int height, int width) {
        return new TensorShape(List.of(channels, height, width));
    }

    public static TensorShape vector(int features) {
        return new TensorShape(List.of(features));
    }

    public boolean isImage() {
        return dimensions.size() == 3;
    }

    /** Channels of an image, features of a vector. */
    public int channels() {
        return dimensions.get(0);
    }

    /** Height of an image, 1 for a vector. */
    public int height() {
        return isImage() ? dimensions.get(1) : 1;
    }

    /** Width of an image, 1 for a vector. */
    public int width() {
        return isImage() ? dimensions.get(2) : 1;
    }

    /** Positions per channel: height x width. */
    public int positions() {
        return height() * width();
    }

    /** Values per example: channels x height x width. */
    public int size() {
        return channels() * positions();
    }

    @Override
    public String toString() {
        return dimensions.toString();
    }
}
