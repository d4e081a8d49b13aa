package io.espalier.models.data;

import io.espalier.models.graph.TensorShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads labelled grey images from a pair of IDX files (Y. LeCun's format for MNIST, which Fashion-MNIST shares), plain or gzip. Magic,
 * dimensions, sizes and trailing bytes are checked; every message names the file.
 */
public final class IdxReader {

    private static final int IMAGES = 3;
    private static final int LABELS = 1;

    private IdxReader() {}

    /**
     * Images {@code [1, height, width]} with their labels.
     *
     * @param classNames one per class; every label must be below their number
     * @throws UncheckedIOException if a file is missing, truncated, too long, of another type, or the two differ in count
     */
    public static ImageSet read(Path images, Path labels, List<String> classNames) {
        return pair(images(images), labels(labels), classNames);
    }

    static IdxFile images(Path file) {
        return IdxFile.read(file, IMAGES);
    }

    static IdxFile labels(Path file) {
        return IdxFile.read(file, LABELS);
    }

    static IdxFile images(byte[] file, String source) {
        return IdxFile.parse(file, IMAGES, source);
    }

    static IdxFile labels(byte[] file, String source) {
        return IdxFile.parse(file, LABELS, source);
    }

    static ImageSet pair(IdxFile images, IdxFile labels, List<String> classNames) {
        int count = images.dimensions().get(0);
        if (count != labels.dimensions().get(0)) {
            String message = "images and labels must be equally many: %d in %s, %d in %s"
                    .formatted(count, images.source(), labels.dimensions().get(0), labels.source());
            throw new UncheckedIOException(message, new IOException(message));
        }
        byte[] values = labels.values();
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = values[i] & 0xff;
            if (!(numbers[i] < classNames.size())) {
                String message = "%s must have labels below %d: %d at %d"
                        .formatted(labels.source(), classNames.size(), numbers[i], i);
                throw new UncheckedIOException(message, new IOException(message));
            }
        }
        TensorShape shape = TensorShape.image(
                1, images.dimensions().get(1), images.dimensions().get(2));
        return ImageSet.of(shape, classNames, images.values(), numbers);
    }
}
