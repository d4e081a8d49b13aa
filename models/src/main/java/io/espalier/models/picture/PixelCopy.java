package io.espalier.models.picture;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.util.stream.IntStream;

/**
 * From ImageIO's image to bytes. The samples are taken as they lie in the raster: {@code getRGB} would convert grey from a linear colour
 * space and change every value.
 */
final class PixelCopy {

    private PixelCopy() {}

    static Picture of(BufferedImage image) throws CorruptPictureException {
        if (image.getColorModel() instanceof IndexColorModel palette) {
            return ofPalette(image, palette);
        }
        int bands = image.getRaster().getNumBands();
        if (!(bands >= 1 && bands <= 4)) {
            throw new CorruptPictureException("it has %d bands, not 1 to 4".formatted(bands));
        }
        return ofRaster(image.getRaster(), bands <= 2 ? 1 : 3);
    }

    private static Picture ofRaster(Raster raster, int channels) {
        int height = raster.getHeight();
        int width = raster.getWidth();
        byte[] pixels = new byte[channels * height * width];
        for (int channel = 0; channel < channels; channel++) {
            if (raster.getSampleModel() instanceof PixelInterleavedSampleModel model
                    && raster.getDataBuffer() instanceof DataBufferByte buffer
                    && raster.getParent() == null) {
                byte[] source = buffer.getData();
                int to = channel * height * width;
                for (int y = 0; y < height; y++) {
                    int from = buffer.getOffset() + y * model.getScanlineStride() + model.getBandOffsets()[channel];
                    for (int x = 0; x < width; x++) {
                        pixels[to++] = source[from];
                        from += model.getPixelStride();
                    }
                }
            } else {
                copySamples(raster, channel, pixels);
            }
        }
        return Picture.of(channels, height, width, pixels);
    }

    /** Any other layout; of 16 bits the upper 8 are taken. */
    private static void copySamples(Raster raster, int channel, byte[] pixels) {
        int height = raster.getHeight();
        int width = raster.getWidth();
        int bits = raster.getSampleModel().getSampleSize(channel);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int sample = raster.getSample(raster.getMinX() + x, raster.getMinY() + y, channel);
                int value = bits >= 8 ? sample >> (bits - 8) : sample * 255 / ((1 << bits) - 1);
                pixels[(channel * height + y) * width + x] = (byte) value;
            }
        }
    }

    /** Grey if every colour of the palette is. */
    private static Picture ofPalette(BufferedImage image, IndexColorModel palette) {
        boolean grey = IntStream.range(0, palette.getMapSize())
                .allMatch(i -> palette.getRed(i) == palette.getGreen(i) && palette.getGreen(i) == palette.getBlue(i));
        int channels = grey ? 1 : 3;
        int height = image.getHeight();
        int width = image.getWidth();
        Raster raster = image.getRaster();
        byte[] pixels = new byte[channels * height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int colour = palette.getRGB(raster.getSample(x, y, 0));
                for (int channel = 0; channel < channels; channel++) {
                    pixels[(channel * height + y) * width + x] = (byte) (colour >> (16 - 8 * channel));
                }
            }
        }
        return Picture.of(channels, height, width, pixels);
    }
}
