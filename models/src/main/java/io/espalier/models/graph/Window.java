package io.espalier.models.graph;

/**
 * The sliding window of a convolution or a pooling.
 *
 * @param kernel height and width, at least 1
 * @param stride step, at least 1
 * @param padding zeros added around the image
 * @param dilation distance between the kernel's taps, at least 1
 */
public record Window(Size kernel, Size stride, Padding padding, Size dilation) {

    /** Height and width, both at least 1. */
    public record Size(int height, int width) {

        /** @throws IllegalArgumentException if a side is not positive */
        public Size {
            if (!(height > 0 && width > 0)) {
                throw new IllegalArgumentException("size must be positive: " + height + "x" + width);
            }
        }

        public static Size square(int side) {
            return new Size(side, side);
        }
    }

    /** Zeros on each side, none negative. */
    public record Padding(int top, int left, int bottom, int right) {

        public static final Padding NONE = new Padding(0, 0, 0, 0);

        /** @throws IllegalArgumentException if a side is negative */
        public Padding {
            if (!(top >= 0 && left >= 0 && bottom >= 0 && right >= 0)) {
                throw new IllegalArgumentException(
                        "padding must not be negative: %d,%d,%d,%d".formatted(top, left, bottom, right));
            }
        }

        public static Padding same(int side) {
            return new Padding(side, side, side, side);
        }

        public boolean isSymmetric() {
            return top == bottom && left == right;
        }
    }

    /** A square window without dilation. */
    public static Window square(int kernel, int stride, int padding) {
        return new Window(Size.square(kernel), Size.square(stride), Padding.same(padding), Size.square(1));
    }

    /** Output height for an input height, rounded down. */
    public int outputHeight(int inputHeight) {
        return outputHeight(inputHeight, false);
    }

    /** Output width for an input width, rounded down. */
    public int outputWidth(int inputWidth) {
        return outputWidth(inputWidth, false);
    }

    /** Output height; rounded up, a window may hang over the bottom but must begin inside the image or the padding above it. */
    public int outputHeight(int inputHeight, boolean ceil) {
        Side side = new Side(kernel.height(), stride.height(), dilation.height());
        return side.outputs(inputHeight, padding.top(), padding.bottom(), ceil);
    }

    /** Output width; rounded up, a window may hang over the right but must begin inside the image or the padding left of it. */
    public int outputWidth(int inputWidth, boolean ceil) {
        Side side = new Side(kernel.width(), stride.width(), dilation.width());
        return side.outputs(inputWidth, padding.left(), padding.right(), ceil);
    }

    /** The kernel's taps: height x width. */
    public int taps() {
        return kernel.height() * kernel.width();
    }

    /** The window along one side of the image. */
    private record Side(int kernel, int stride, int dilation) {

        int outputs(int size, int before, int after, boolean ceil) {
            long extent = (long) dilation * (kernel - 1) + 1;
            long padded = (long) size + before + after;
            if (!(padded >= extent)) {
                throw new IllegalArgumentException(
                        "window must fit into the padded input: kernel extent " + extent + ", input " + padded);
            }
            long outputs = (padded - extent) / stride + 1;
            boolean rest = (padded - extent) % stride != 0;
            // As every framework does: a window that would begin in the padding behind the image is left out.
            if (ceil && rest && outputs * stride < (long) size + before) {
                outputs++;
            }
            return Math.toIntExact(outputs);
        }
    }
}
