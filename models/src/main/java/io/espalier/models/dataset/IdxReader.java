package io.espalier.models.dataset;

import io.espalier.models.archive.Archive;
import io.espalier.models.data.ImageSet;
import io.espalier.models.graph.TensorShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads labelled grey images from a pair of IDX files (Y. LeCun's format for MNIST, which Fashion-MNIST shares), plain or gzip. Magic,
 * dimensions, sizes and trailing bytes are checked; every message names the file.
 */
public final class IdxReader {

    /** The official file names; each may also lie there without {@code .gz}. */
    public static final List<String> FILES = List.of(
            "train-images-idx3-ubyte.gz",
            "train-labels-idx1-ubyte.gz",
            "t10k-images-idx3-ubyte.gz",
            "t10k-labels-idx1-ubyte.gz");

    private static final String ENDING = ".gz";
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

    static boolean isIdx(String entry) {
        return !key(NamedFiles.lastName(entry)).isEmpty();
    }

    static boolean isImages(String file) {
        return file.contains("images");
    }

    /** The official name of a file with or without its ending, else nothing. */
    private static String key(String file) {
        String official = file.endsWith(ENDING) ? file : file + ENDING;
        return FILES.contains(official) ? official : "";
    }

    /** The four official files, wherever in the archive they lie. */
    static Contents read(Archive archive) {
        NamedFiles named = NamedFiles.of(archive, IdxReader::key);
        List<IdxFile> files = new ArrayList<>();
        for (String name : FILES) {
            NamedFiles.Found found = named.get(name, String.join(", ", FILES) + ", with or without .gz");
            files.add(
                    isImages(name) ? images(found.content(), found.source()) : labels(found.content(), found.source()));
        }
        return contents(files, FashionMnist.classNamesFor(files.get(1)));
    }

    /** @param files in the order of {@link #FILES} */
    static Contents contents(List<IdxFile> files, List<String> classNames) {
        return Contents.of(
                DataFormat.IDX,
                pair(files.get(0), files.get(1), classNames),
                pair(files.get(2), files.get(3), classNames));
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
