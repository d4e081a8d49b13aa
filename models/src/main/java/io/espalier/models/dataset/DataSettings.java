package io.espalier.models.dataset;

import io.espalier.models.picture.PictureForm;

/**
 * How a data set is read.
 *
 * @param format of the files
 * @param images colours and size that all images shall have
 * @param corrupt what becomes of a set with images that cannot be decoded
 */
public record DataSettings(DataFormat format, PictureForm images, Corrupt corrupt) {

    /** What is there is found out, images stay as they are, and a damaged one stops. */
    public static final DataSettings DEFAULTS = new DataSettings(DataFormat.AUTO, PictureForm.DEFAULTS, Corrupt.STOP);

    /** What becomes of a set with images that cannot be decoded. */
    public enum Corrupt {
        /** It is not read, and the message names the first one. */
        STOP,
        /** It is read without them, and the report names them. */
        SKIP
    }

    public DataSettings withFormat(DataFormat newFormat) {
        return new DataSettings(newFormat, images, corrupt);
    }

    public DataSettings withImages(PictureForm newImages) {
        return new DataSettings(format, newImages, corrupt);
    }

    public DataSettings withCorrupt(Corrupt newCorrupt) {
        return new DataSettings(format, images, newCorrupt);
    }
}
