package io.espalier.models.picture;

import java.util.List;

/**
 * The colours and the size that every image of a set shall have.
 *
 * @param colour {@link Colour#AUTO} leaves an image as it is
 * @param size height and width; empty leaves an image as it is
 * @param fit how an image of another size comes to that size
 */
public record PictureForm(Colour colour, List<Integer> size, Fit fit) {

    /** Images as they are. */
    public static final PictureForm DEFAULTS = new PictureForm(Colour.AUTO, List.of(), Fit.CROP);

    /** Wanted channels. */
    public enum Colour {
        /** What the file has. */
        AUTO,
        /** One channel; colours are weighted as ITU-R BT.601 says. */
        GREY,
        /** Three channels; of a grey image three times the same. */
        RGB
    }

    /** The way to another size. */
    public enum Fit {
        /** Scaled so that the shorter side fits, then cut from the middle: proportions stay. */
        CROP,
        /** Each side scaled for itself: everything stays in the picture. */
        STRETCH
    }

    /** @throws IllegalArgumentException if the size is neither empty nor two positive numbers whose image could be decoded */
    public PictureForm {
        size = List.copyOf(size);
        boolean two = size.size() == 2 && size.get(0) > 0 && size.get(1) > 0;
        if (!(size.isEmpty() || (two && (long) size.get(0) * size.get(1) <= PictureDecoder.MOST_PIXELS))) {
            throw new IllegalArgumentException("size must be [] or [height, width], both positive: " + size);
        }
    }

    public PictureForm withColour(Colour newColour) {
        return new PictureForm(newColour, size, fit);
    }

    public PictureForm withSize(int height, int width, Fit newFit) {
        return new PictureForm(colour, List.of(height, width), newFit);
    }

    /** The image in this form. */
    public Picture apply(Picture picture) {
        Picture sized = resized(picture);
        return switch (colour) {
            case AUTO -> sized;
            case GREY -> sized.channels() == 1 ? sized : grey(sized);
            case RGB -> sized.channels() == 3 ? sized : threeTimes(sized);
        };
    }

    private Picture resized(Picture picture) {
        if (size.isEmpty() || (picture.height() == size.get(0) && picture.width() == size.get(1))) {
            return picture;
        }
        int height = size.get(0);
        int width = size.get(1);
        return fit == Fit.STRETCH
                ? Resampling.to(picture, height, width)
                : middle(covering(picture, height, width), height, width);
    }

    private static Picture covering(Picture picture, int height, int width) {
        double scale = Math.max((double) height / picture.height(), (double) width / picture.width());
        int scaledHeight = Math.max(height, (int) Math.round(picture.height() * scale));
        int scaledWidth = Math.max(width, (int) Math.round(picture.width() * scale));
        return Resampling.to(picture, scaledHeight, scaledWidth);
    }

    private static Picture middle(Picture picture, int height, int width) {
        int top = (picture.height() - height) / 2;
        int left = (picture.width() - width) / 2;
        byte[] pixels = new byte[picture.channels() * height * width];
        int to = 0;
        for (int channel = 0; channel < picture.channels(); channel++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    pixels[to++] = (byte) picture.pixel(channel, top + y, left + x);
                }
            }
        }
        return Picture.of(picture.channels(), height, width, pixels);
    }

    /** Luma of ITU-R BT.601, 0.299 R + 0.587 G + 0.114 B, in 16-bit fixed point. */
    private static Picture grey(Picture picture) {
        byte[] pixels = new byte[picture.height() * picture.width()];
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                int luma =
                        19595 * picture.pixel(0, y, x) + 38470 * picture.pixel(1, y, x) + 7471 * picture.pixel(2, y, x);
                pixels[y * picture.width() + x] = (byte) ((luma + 0x8000) >> 16);
            }
        }
        return Picture.of(1, picture.height(), picture.width(), pixels);
    }

    private static Picture threeTimes(Picture picture) {
        byte[] pixels = new byte[3 * picture.size()];
        for (int channel = 0; channel < 3; channel++) {
            picture.copyTo(pixels, channel * picture.size());
        }
        return Picture.of(3, picture.height(), picture.width(), pixels);
    }
}
