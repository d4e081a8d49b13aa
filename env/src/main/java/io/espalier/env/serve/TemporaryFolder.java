package io.espalier.env.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A folder that only this user can read and that is gone with its process: at its end in order, otherwise when the next one is made, which
 * knows the folders of the dead by their locks.
 */
final class TemporaryFolder implements AutoCloseable {

    private static final String PREFIX = "espalier-target-";
    private static final String LOCK = "lock";

    private final Path path;
    private final FileChannel lock;

    private TemporaryFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** @throws UncheckedIOException if the system's temporary folder cannot be written */
    static TemporaryFolder create() {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            removeOrphans(parent);
            Path path = Files.createTempDirectory(parent, PREFIX);
            FileChannel lock =
                    FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            lock.lock();
            return new TemporaryFolder(path, lock);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder in " + parent, e);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            lock.close();
            remove(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + path, e);
        }
    }

    private static void removeOrphans(Path parent) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                if (isOrphan(folder)) {
                    remove(folder);
                }
            }
        }
    }

    /** Whoever else's folder, or one that is just being made, is left alone. */
    private static boolean isOrphan(Path folder) {
        Path file = folder.resolve(LOCK);
        if (!Files.isDirectory(folder) || !Files.isWritable(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock found = channel.tryLock()) {
            return found != null;
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    private static void remove(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
