package io.espalier.models.dataset;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Where an image lies.
 *
 * @param root folders above the two parts, empty if there are none
 * @param part training or test
 * @param className name of the image's folder
 * @param file name of the image
 */
record ImagePlace(String root, Part part, String className, String file) {

    /** The two parts of a published set. */
    enum Part {
        TRAIN,
        TEST;

        String folder() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws java.io.UncheckedIOException if the entry does not lie in a class's folder of a part */
    static ImagePlace of(Path archive, String entry) {
        List<String> steps = List.of(entry.split("/"));
        int last = steps.size() - 1;
        Broken.require(last >= 2, archive, rule(entry));
        Part part = Arrays.stream(Part.values())
                .filter(candidate -> candidate.folder().equals(steps.get(last - 2)))
                .findFirst()
                .orElseThrow(() -> Broken.because(archive, rule(entry)));
        return new ImagePlace(String.join("/", steps.subList(0, last - 2)), part, steps.get(last - 1), steps.get(last));
    }

    private static String rule(String entry) {
        return "hold its images as train/<class>/<image> and test/<class>/<image>: '%s'".formatted(entry);
    }

    /** The name below the set's folder. */
    String entry() {
        return part.folder() + "/" + className + "/" + file;
    }
}
