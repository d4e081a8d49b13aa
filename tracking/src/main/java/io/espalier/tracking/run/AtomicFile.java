package io.espalier.tracking.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a small file so that after a crash at any moment either the old bytes or the new ones are there, never a mixture. */
public final class AtomicFile {

    private static final String PART = ".part";

    private AtomicFile() {}

    /** Whether a file is what a kill left of a writing, and counts as not there. */
    public static boolean isPart(Path file) {
        return String.valueOf(file.getFileName()).endsWith(PART);
    }

    /**
     * Replaces the content of a file.
     *
     * @throws UncheckedIOException if it cannot be written; the message names the path
     */
    public static void write(Path file, byte[] content) {
        Path beside = file.resolveSibling(file.getFileName() + PART);
        try {
            try (FileOutputStream stream = new FileOutputStream(beside.toFile())) {
                stream.write(content);
                stream.getFD().sync();
            }
            move(beside, file);
            syncNameOf(file);
        } catch (IOException e) {
            remove(beside, e);
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** On a full disk half a file is in the way of others. */
    private static void remove(Path part, IOException failure) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** The same for text, as UTF-8. */
    public static void write(Path file, String content) {
        write(file, content.getBytes(UTF_8));
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Makes a new file's name durable, which syncing the file does not; where a folder cannot be opened for reading the system sees to it. */
    public static void syncNameOf(Path file) throws IOException {
        if (System.getProperty("os.name", "").startsWith("Windows")) {
            return;
        }
        try (FileChannel channel =
                FileChannel.open(file.toAbsolutePath().resolveSibling(""), StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
