package io.espalier.models.dataset;

import io.espalier.models.archive.Archive;
import io.espalier.models.data.ImageSet;
import java.nio.file.Path;

/**
 * A data set as it was published: what its training files and what its test files hold. {@link io.espalier.models.data.DataSplits} divides
 * it for a run.
 *
 * @param name {@value #EMBEDDED} or the path as it was given
 * @param training images of the training files
 * @param test images of the test files
 * @param report what was found
 */
public record DataSource(String name, ImageSet training, ImageSet test, DataReport report) {

    /** The value that names the part of Fashion-MNIST inside the program: 1,200 training and 300 test images of each of 10 classes. */
    public static final String EMBEDDED = "fashion-mnist";

    /** Reads a data set as it is: the format by the names of the files, the images in their own colours and size. */
    public static DataSource read(String value) {
        return read(value, DataSettings.DEFAULTS);
    }

    /**
     * Reads a data set.
     *
     * @param value {@value #EMBEDDED}, or the path of a folder, {@code .zip}, {@code .tar} or {@code .tar.gz} in one of the
     *     {@link DataFormat}s
     * @throws java.io.UncheckedIOException if it is missing, broken or not in the format; the message has the path, the entry and what was
     *     expected there
     */
    public static DataSource read(String value, DataSettings settings) {
        Contents contents = value.equals(EMBEDDED)
                ? FashionMnist.embedded().in(settings.images())
                : settings.format().read(Archive.open(Path.of(value)), settings);
        return new DataSource(value, contents.training(), contents.test(), contents.report());
    }
}
