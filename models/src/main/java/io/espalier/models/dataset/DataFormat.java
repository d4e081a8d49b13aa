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
    IDX("IDX files (" + String.join(", ", IdxReader.FILES) + ")");

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
            case IMAGE_FOLDER -> ImageFolderReader.read(archive, settings);
            case IDX -> IdxReader.read(archive);
        };
    }

    /** Whether a file's name tells this format. */
    private boolean tells(String entry) {
        return switch (this) {
            case AUTO -> false;
            case IMAGE_FOLDER -> ImageFolderReader.isImage(entry);
            case IDX -> IdxReader.isIdx(entry);
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
