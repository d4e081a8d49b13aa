package io.espalier.models.dataset;

import io.espalier.models.archive.Archive;
import io.espalier.models.archive.Entry;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the files of a data set are laid out. Each may lie in a folder, a {@code .zip}, a {@code .tar} or a {@code .tar.gz}. */
public enum DataFormat {
    /** Whichever of the others the names of the files say. */
    AUTO(""),

    /** JPEG or PNG files, one folder a class. */
    IMAGE_FOLDER("image folders (train/<class>/*.jpg, test/<class>/*.jpg; also .jpeg, .png)"),

    /** The four files of MNIST and Fashion-MNIST. */
    IDX("IDX files (" + String.join(", ", IdxReader.FILES) + ")"),

    /** CIFAR-10's binary version. */
    CIFAR10("CIFAR-10's binary files (data_batch_1.bin, ..., test_batch.bin)"),

    /** CIFAR-100's binary version. */
    CIFAR100("CIFAR-100's binary files (train.bin, test.bin)"),

    /** Arrays of NumPy. */
    NUMPY("NumPy arrays (x_train.npy, y_train.npy, x_test.npy, y_test.npy, also in one .npz)"),

    /** A label and pixels a line. */
    CSV("CSV files (train.csv, test.csv)");

    private final String looks;

    DataFormat(String looks) {
        this.looks = looks;
    }

    /**
     * The images of an archive.
     *
     * @throws java.io.UncheckedIOException if it is not in this format, or damaged
     */
    Contents read(Archive archive, DataSettings settings) {
        return switch (this) {
            case AUTO -> of(archive).read(archive, settings);
            case IMAGE_FOLDER ->
                settings.cache()
                        .map(folder -> DecodedCache.through(
                                folder, archive, settings, () -> ImageFolderReader.read(archive, settings)))
                        .orElseGet(() -> ImageFolderReader.read(archive, settings));
            case IDX -> IdxReader.read(archive).in(settings.images());
            case CIFAR10 -> CifarReader.read(archive, CifarReader.Form.CIFAR10).in(settings.images());
            case CIFAR100 ->
                CifarReader.read(archive, CifarReader.Form.CIFAR100).in(settings.images());
            case NUMPY -> NumpyReader.read(archive, settings.layout()).in(settings.images());
            case CSV -> CsvReader.read(archive, settings.images().size()).in(settings.images());
        };
    }

    /** Whether a file's name tells this format. */
    private boolean tells(String entry) {
        return switch (this) {
            case AUTO -> false;
            case IMAGE_FOLDER -> ImageFolderReader.isImage(entry);
            case IDX -> IdxReader.isIdx(entry);
            case CIFAR10 -> CifarReader.Form.CIFAR10.isData(NamedFiles.lastName(entry));
            case CIFAR100 -> CifarReader.Form.CIFAR100.isData(NamedFiles.lastName(entry));
            case NUMPY -> NumpyReader.isNumpy(entry);
            case CSV -> CsvReader.isCsv(entry);
        };
    }

    /** The format of the first file whose name tells one. */
    private static DataFormat of(Archive archive) {
        Detection detection = new Detection();
        archive.forEach(detection);
        return detection.found.orElseThrow(() -> Broken.because(
                archive.location(),
                "hold one of these: %s; the name of no file in it tells which".formatted(allLooks())));
    }

    private static List<DataFormat> known() {
        return Arrays.stream(values()).filter(format -> format != AUTO).toList();
    }

    private static String allLooks() {
        Stream<String> looks = known().stream().map(format -> format.looks);
        return looks.collect(Collectors.joining("; "));
    }

    private static final class Detection implements Archive.Visitor {

        private Optional<DataFormat> found = Optional.empty();

        @Override
        public boolean visit(Entry entry) {
            if (!entry.isFolder()) {
                found = known().stream()
                        .filter(format -> format.tells(entry.name()))
                        .findFirst();
            }
            return found.isEmpty();
        }
    }
}
