package io.espalier.models.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes JPEG and PNG with the JDK's ImageIO. Orientation tags and colour profiles are not applied, transparency is dropped: the pixels
 * are those that libjpeg and libpng give, as in the tools that networks are trained with. May be called by several threads.
 */
public final class PictureDecoder {

    /** 64 million pixels: a few kilobytes of PNG can claim more than any memory holds. */
    static final long MOST_PIXELS = 1L << 26;

    /** File name endings, in lower case, of what can be decoded. */
    public static final Set<String> ENDINGS = Set.of("jpg", "jpeg", "png");

    /** What the JPEG reader warns of though every pixel is as it was written. */
    private static final List<String> HARMLESS =
            List.of("JFIF markers not allowed", "embedded color profile is invalid", "extraneous bytes before marker");

    private PictureDecoder() {}

    /**
     * The pixels of a file, told by its first bytes, not by its name.
     *
     * @throws CorruptPictureException if it is neither JPEG nor PNG, damaged, cut short, of a colour model ImageIO lacks (CMYK) or has more
     *     than 2^26 pixels
     */
    public static Picture decode(byte[] file) throws CorruptPictureException {
        boolean png = PngChunks.isPng(file);
        if (png) {
            PngChunks.check(file);
        } else if (!(file.length > 2 && (file[0] & 0xff) == 0xff && (file[1] & 0xff) == 0xd8)) {
            throw new CorruptPictureException(
                    file.length == 0 ? "the file is empty" : "it starts neither as a JPEG nor as a PNG file");
        }
        ImageReader reader =
                ImageIO.getImageReadersByFormatName(png ? "png" : "jpeg").next();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in, true, true);
            return decode(reader);
        } catch (CorruptPictureException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // ImageIO answers damage with many kinds of exceptions, from IndexOutOfBounds to IllegalArgument.
            throw new CorruptPictureException(reason(e), e);
        } finally {
            reader.dispose();
        }
    }

    private static Picture decode(ImageReader reader) throws IOException {
        int width = reader.getWidth(0);
        int height = reader.getHeight(0);
        if (!((long) width * height <= MOST_PIXELS)) {
            throw new CorruptPictureException(
                    "it claims %dx%d pixels, more than %,d".formatted(height, width, MOST_PIXELS));
        }
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        BufferedImage image = reader.read(0);
        for (String warning : warnings) {
            if (HARMLESS.stream().noneMatch(warning::contains)) {
                throw new CorruptPictureException(warning.toLowerCase(Locale.ROOT));
            }
        }
        return PixelCopy.of(image);
    }

    private static String reason(Exception e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }
}
