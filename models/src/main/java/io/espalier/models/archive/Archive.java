package io.espalier.models.archive;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A folder or an archive whose files are visited one after the other: {@code .zip}, {@code .tar} or {@code .tar.gz}, told apart by what
 * is in them, not by their names.
 */
public final class Archive {

    private static final int TAR_MAGIC_END = 262;

    private final Path location;
    private final ArchiveLimits limits;

    private Archive(Path location, ArchiveLimits limits) {
        this.location = location;
        this.limits = limits;
    }

    /** Takes an entry; the answer is whether the walk goes on. */
    @FunctionalInterface
    public interface Visitor {
        boolean visit(Entry entry);
    }

    /** @throws UncheckedIOException if there is nothing at that path */
    public static Archive open(Path location) {
        return open(location, ArchiveLimits.DEFAULTS);
    }

    /** As {@link #open(Path)} with other limits. */
    public static Archive open(Path location, ArchiveLimits limits) {
        if (!Files.exists(location)) {
            String message = "folder or archive must exist: " + location;
            throw new UncheckedIOException(message, new FileNotFoundException(message));
        }
        return new Archive(location, limits);
    }

    public Path location() {
        return location;
    }

    public boolean isFolder() {
        return Files.isDirectory(location);
    }

    /**
     * Visits all entries: those of a folder in the order of their names, those of an archive as they lie in it.
     *
     * @throws UncheckedIOException if it is neither a folder nor an archive, is damaged, has a name that leads out of it, a link or another
     *     special file, or is over its limits; the message has the path and, where one is known, the entry
     */
    public void forEach(Visitor visitor) {
        Allowance allowance = new Allowance(location, limits);
        try {
            if (isFolder()) {
                FolderEntries.walk(location, allowance, visitor);
                return;
            }
            byte[] start = start();
            if (startsWith(start, 'P', 'K', 3, 4) || startsWith(start, 'P', 'K', 5, 6)) {
                ZipEntries.walk(location, allowance, visitor);
            } else if (startsWith(start, 0x1f, 0x8b)) {
                TarEntries.walk(location, true, limits, allowance, visitor);
            } else if (isTar(start)) {
                TarEntries.walk(location, false, limits, allowance, visitor);
            } else {
                throw Allowance.broken(location, "be a folder, .zip, .tar or .tar.gz");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + location + ": " + e.getMessage(), e);
        }
    }

    private byte[] start() throws IOException {
        try (InputStream in = Files.newInputStream(location)) {
            return in.readNBytes(TAR_MAGIC_END);
        }
    }

    private static boolean isTar(byte[] start) {
        byte[] magic = "ustar".getBytes(StandardCharsets.US_ASCII);
        return start.length == TAR_MAGIC_END
                && Arrays.equals(start, TAR_MAGIC_END - magic.length, TAR_MAGIC_END, magic, 0, magic.length);
    }

    private static boolean startsWith(byte[] start, int... magic) {
        byte[] expected = new byte[magic.length];
        for (int i = 0; i < magic.length; i++) {
            expected[i] = (byte) magic[i];
        }
        return start.length >= magic.length && Arrays.equals(start, 0, magic.length, expected, 0, magic.length);
    }
}
