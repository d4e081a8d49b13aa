package io.espalier.models.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** The entries of a tar archive, plain or gzip. */
final class TarEntries {

    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final Allowance allowance;
    private String last = "";

    private TarEntries(Path file, Allowance allowance) {
        this.file = file;
        this.allowance = allowance;
    }

    static void walk(Path file, boolean gzip, ArchiveLimits limits, Allowance allowance, Archive.Visitor visitor) {
        TarEntries entries = new TarEntries(file, allowance);
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
                InputStream plain = gzip ? new GZIPInputStream(raw, BUFFER) : raw;
                HeaderGuard guard = new HeaderGuard(plain, limits.totalBytes());
                TarArchiveInputStream tar = new TarArchiveInputStream(guard)) {
            entries.walk(tar, guard, visitor);
        } catch (IOException e) {
            throw entries.damaged(e);
        }
    }

    private void walk(TarArchiveInputStream tar, HeaderGuard guard, Archive.Visitor visitor) throws IOException {
        for (Optional<TarArchiveEntry> next = next(tar); next.isPresent(); next = next(tar)) {
            TarArchiveEntry found = next.get();
            allowance.countEntry();
            String name = EntryName.checked(file, found.getName());
            if (!(found.isDirectory() || isPlainFile(found))) {
                throw Allowance.broken(
                        file, "hold plain files and folders only: '%s' is a link or special file".formatted(name));
            }
            long size = found.getSize();
            allowance.requireSize(name, size);
            guard.allow(size);
            Entry entry = found.isDirectory() ? Entry.folder(name) : Entry.file(name, () -> read(tar, name, size));
            if (!name.isEmpty() && !visitor.visit(entry)) {
                return;
            }
            last = name;
        }
    }

    private static boolean isPlainFile(TarArchiveEntry entry) {
        boolean special = entry.isSymbolicLink()
                || entry.isLink()
                || entry.isBlockDevice()
                || entry.isCharacterDevice()
                || entry.isFIFO()
                || entry.isSparse();
        return entry.isFile() && !special;
    }

    private static Optional<TarArchiveEntry> next(TarArchiveInputStream tar) throws IOException {
        try {
            return Optional.ofNullable(tar.getNextTarEntry());
        } catch (RuntimeException e) {
            // Damaged headers fail in the library in many ways, not all of them as input errors.
            throw new IOException(e.toString(), e);
        }
    }

    private byte[] read(TarArchiveInputStream tar, String name, long size) {
        try {
            byte[] content = allowance.readAll(name, tar, size);
            if (content.length != size) {
                throw new IOException("'%s' is cut short".formatted(name));
            }
            return content;
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private UncheckedIOException damaged(IOException e) {
        String where = last.isEmpty() ? "at its start" : "after '" + last + "'";
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return Allowance.broken(
                file, "be a whole tar archive: it is damaged or cut short %s (%s)".formatted(where, reason));
    }
}
