package io.espalier.agent;

import io.espalier.env.contract.ObservationSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The file that says what a saved learner's observations are made of: one feature a line, in their order. */
final class SavedSchema {

    private static final String FILE = "features.txt";

    private SavedSchema() {}

    static void write(Path folder, ObservationSchema schema) {
        Path file = folder.resolve(FILE);
        try {
            Files.write(file, schema.features());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** @throws IllegalArgumentException naming the features that only one of the two has, if the schema is another */
    static void check(Path folder, ObservationSchema schema) {
        Path file = folder.resolve(FILE);
        try {
            List<String> saved = Files.readAllLines(file);
            if (!saved.equals(schema.features())) {
                throw new IllegalArgumentException("saved learner must have this search's features: %s (in %s)"
                        .formatted(difference(saved, schema.features()), file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static String difference(List<String> saved, List<String> wanted) {
        List<String> onlySaved = without(saved, wanted);
        List<String> onlyWanted = without(wanted, saved);
        return onlySaved.isEmpty() && onlyWanted.isEmpty()
                ? "they stand in another order"
                : "it knows %s and not %s".formatted(onlySaved, onlyWanted);
    }

    private static List<String> without(List<String> names, List<String> others) {
        List<String> left = new ArrayList<>(names);
        left.removeAll(others);
        return left;
    }
}
