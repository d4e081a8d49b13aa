package io.espalier.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that says which learner a saved state belongs to. */
final class SavedKind {

    private static final String FILE = "learner.txt";

    private SavedKind() {}

    static void write(Path folder, String kind) {
        Path file = folder.resolve(FILE);
        try {
            Files.createDirectories(folder);
            Files.writeString(file, kind + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    static void check(Path folder, String kind) {
        Path file = folder.resolve(FILE);
        try {
            String found = Files.readString(file).strip();
            if (!found.equals(kind)) {
                throw new IllegalArgumentException("saved learner must be " + kind + ": " + found + " in " + file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
