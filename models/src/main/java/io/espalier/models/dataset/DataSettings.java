package io.espalier.models.dataset;

import io.espalier.models.picture.PictureForm;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a data set is read.
 *
 * @param format of the files
 * @param images colours and size that all images shall have
 * @param layout of images in NumPy arrays
 * @param corrupt what becomes of a set with images that cannot be decoded
 * @param cache folder where decoded images are kept for the next time; empty for none
 */
public record DataSettings(
        DataFormat format, PictureForm images, Layout layout, Corrupt corrupt, Optional<Path> cache) {

    /** What is there is found out, images stay as they are, and a damaged one stops. */
    public static final DataSettings DEFAULTS =
            new DataSettings(DataFormat.AUTO, PictureForm.DEFAULTS, Layout.AUTO, Corrupt.STOP, Optional.empty());

    /** Order of the dimensions of images in an array. */
    public enum Layout {
        /** Whichever of the others has 1 or 3 channels. */
        AUTO,
        /** {@code [images, channels, height, width]}. */
        NCHW,
        /** {@code [images, height, width, channels]}. */
        NHWC
    }

    /** What becomes of a set with images that cannot be decoded. */
    public enum Corrupt {
        /** It is not read, and the message names the first one. */
        STOP,
        /** It is read without them, and the report names them. */
        SKIP
    }

    public DataSettings withFormat(DataFormat newFormat) {
        return new DataSettings(newFormat, images, layout, corrupt, cache);
    }

    public DataSettings withImages(PictureForm newImages) {
        return new DataSettings(format, newImages, layout, corrupt, cache);
    }

    public DataSettings withCorrupt(Corrupt newCorrupt) {
        return new DataSettings(format, images, layout, newCorrupt, cache);
    }

    public DataSettings withLayout(Layout newLayout) {
        return new DataSettings(format, images, newLayout, corrupt, cache);
    }

    public DataSettings withCache(Path folder) {
        return new DataSettings(format, images, layout, corrupt, Optional.of(folder));
    }
}
