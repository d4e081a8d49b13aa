package io.espalier.models.picture;

/** Pixels of one image: bytes {@code [channels, height, width]}, one channel for grey, red, green and blue otherwise. Immutable. */
public final class Picture {

    private final int channels;
    private final int height;
    private final int width;
    private final byte[] pixels;

    private Picture(int channels, int height, int width, byte[] pixels) {
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.pixels = pixels;
    }

    /**
     * Takes over the array; the caller must not write to it afterwards.
     *
     * @throws IllegalArgumentException if there are not one or three channels, a side is not positive or the array is not of that size
     */
    public static Picture of(int channels, int height, int width, byte[] pixels) {
        if (!(channels == 1 || channels == 3)) {
            throw new IllegalArgumentException("channels must be 1 or 3: " + channels);
        }
        if (!(height > 0 && width > 0 && pixels.length == (long) channels * height * width)) {
            throw new IllegalArgumentException("pixels must hold %d channels of %dx%d: %d bytes"
                    .formatted(channels, height, width, pixels.length));
        }
        return new Picture(channels, height, width, pixels);
    }

    public int channels() {
        return channels;
    }

    public int height() {
        return height;
    }

    public int width() {
        return width;
    }

    /** The byte of a pixel in [0, 255]. */
    public int pixel(int channel, int y, int x) {
        return pixels[(channel * height + y) * width + x] & 0xff;
    }

    /** Writes all bytes, channel after channel, row after row. */
    public void copyTo(byte[] target, int from) {
        System.arraycopy(pixels, 0, target, from, pixels.length);
    }

    /** Number of bytes. */
    public int size() {
        return pixels.length;
    }

    public boolean sameForm(Picture other) {
        return channels == other.channels && height == other.height && width == other.width;
    }

    /** For messages: colours, height and width. */
    public String form() {
        return "%s %dx%d".formatted(channels == 1 ? "grey" : "RGB", height, width);
    }
}
