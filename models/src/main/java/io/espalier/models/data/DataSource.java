package io.espalier.models.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A data set as it was published: what its training files and what its test files hold. {@link DataSplits} divides it for a run.
 *
 * @param name {@value #EMBEDDED} or the folder as it was given
 * @param training images of the training files
 * @param test images of the test files
 */
public record DataSource(String name, ImageSet training, ImageSet test) {

    /** The value that names the part of Fashion-MNIST inside the program: 1,200 training and 300 test images of each of 10 classes. */
    public static final String EMBEDDED = "fashion-mnist";

    /** The official file names; each may also lie there without {@code .gz}. */
    public static final List<String> FILES = List.of(
            "train-images-idx3-ubyte.gz",
            "train-labels-idx1-ubyte.gz",
            "t10k-images-idx3-ubyte.gz",
            "t10k-labels-idx1-ubyte.gz");

    /**
     * Reads a data set.
     *
     * @param value {@value #EMBEDDED}, or the path of a folder with the four {@link #FILES} of Fashion-MNIST or MNIST
     * @throws UncheckedIOException if the folder or a file is missing or broken; the message has the path and what was expected there
     */
    public static DataSource read(String value) {
        return value.equals(EMBEDDED) ? embedded() : folder(value, Path.of(value));
    }

    private static DataSource embedded() {
        List<IdxFile> files = Stream.of(0, 1, 2, 3)
                .map(i -> i % 2 == 0
                        ? IdxReader.images(resource(i), FILES.get(i))
                        : IdxReader.labels(resource(i), FILES.get(i)))
                .toList();
        for (int i = 0; i < FILES.size(); i++) {
            if (!files.get(i).sha256().equals(FashionMnist.EMBEDDED_SHA256.get(i))) {
                throw new IllegalStateException("embedded %s must have the SHA-256 %s: %s"
                        .formatted(
                                FILES.get(i),
                                FashionMnist.EMBEDDED_SHA256.get(i),
                                files.get(i).sha256()));
            }
        }
        return of(EMBEDDED, files, FashionMnist.CLASS_NAMES);
    }

    private static byte[] resource(int file) {
        String name = FashionMnist.RESOURCE_FOLDER + FILES.get(file);
        try (InputStream in = DataSource.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program must contain its data set: " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read embedded " + name, e);
        }
    }

    private static DataSource folder(String name, Path folder) {
        if (!Files.isDirectory(folder)) {
            throw missing("folder must exist and hold %s (Debian's package dataset-fashion-mnist has them): %s"
                    .formatted(String.join(", ", FILES), folder));
        }
        List<IdxFile> files = Stream.of(
                        IdxReader.images(file(folder, 0)),
                        IdxReader.labels(file(folder, 1)),
                        IdxReader.images(file(folder, 2)),
                        IdxReader.labels(file(folder, 3)))
                .toList();
        return of(name, files, FashionMnist.classNamesFor(files.get(1)));
    }

    private static Path file(Path folder, int index) {
        Path compressed = folder.resolve(FILES.get(index));
        Path plain = folder.resolve(FILES.get(index).replace(".gz", ""));
        if (Files.exists(compressed)) {
            return compressed;
        }
        if (Files.exists(plain)) {
            return plain;
        }
        throw missing("folder must hold %s, with or without .gz: %s has no %s"
                .formatted(String.join(", ", FILES), folder, FILES.get(index)));
    }

    private static DataSource of(String name, List<IdxFile> files, List<String> classNames) {
        return new DataSource(
                name,
                IdxReader.pair(files.get(0), files.get(1), classNames),
                IdxReader.pair(files.get(2), files.get(3), classNames));
    }

    private static UncheckedIOException missing(String message) {
        return new UncheckedIOException(message, new FileNotFoundException(message));
    }
}
