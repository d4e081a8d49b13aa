package io.espalier.env.kernel;

import io.espalier.models.graph.TensorShape;
import io.espalier.models.graph.Window;

/**
 * Where the values of a tensor lie in an array: channel after channel, row after row, each value as many times as there are {@linkplain
 * Lanes#COUNT lanes}, and around each plane a border of zeros for the windows that hang over it. Tensors that are no images are one row of
 * planes of one value. Offsets are in floats.
 *
 * @param channels planes, each {@code height x width}
 * @param border rows and columns around each plane
 * @param start where the first plane begins
 */
public record Planes(int channels, int height, int width, Window.Padding border, int start) {

    /** Of a tensor of any rank, from an array's first value on. */
    public static Planes of(TensorShape shape, Window.Padding border) {
        return shape.isImage()
                ? new Planes(shape.channels(), shape.height(), shape.width(), border, 0)
                : new Planes(shape.size(), 1, 1, border, 0);
    }

    /** From one row to the next. */
    public int rowStride() {
        return (border.left() + width + border.right()) * Lanes.COUNT;
    }

    /** From one channel to the next. */
    public int planeStride() {
        return (border.top() + height + border.bottom()) * rowStride();
    }

    /** Of a value; rows and columns may lie in the border. */
    public int at(int channel, int row, int column) {
        return start
                + channel * planeStride()
                + (border.top() + row) * rowStride()
                + (border.left() + column) * Lanes.COUNT;
    }

    /** Of a value by its index in C order. */
    public int of(int index) {
        int positions = height * width;
        int position = index % positions;
        return at(index / positions, position / width, position % width);
    }

    /** Values without the border. */
    public int size() {
        return channels * height * width;
    }

    /** The same planes, more or fewer of them. */
    public Planes withChannels(int count) {
        return new Planes(count, height, width, border, start);
    }

    /** The same planes elsewhere. */
    public Planes from(int first) {
        return new Planes(channels, height, width, border, first);
    }

    /**
     * Floats of all planes.
     *
     * @throws ArithmeticException if they are more than an array can hold
     */
    public int length() {
        return Math.toIntExact((long) channels * planeStride());
    }
}
