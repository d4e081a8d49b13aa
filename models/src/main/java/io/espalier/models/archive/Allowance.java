package io.espalier.models.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** What one walk over an archive may still read. Mutable. */
final class Allowance {

    private static final int CHUNK = 1 << 16;

    private final Path archive;
    private final ArchiveLimits limits;
    private long entries;
    private long bytes;

    Allowance(Path archive, ArchiveLimits limits) {
        this.archive = archive;
        this.limits = limits;
    }

    /** @throws UncheckedIOException if there are more entries than allowed */
    void countEntry() {
        entries++;
        require(entries <= limits.entries(), "have at most %,d entries".formatted(limits.entries()));
    }

    /** @throws UncheckedIOException if an entry is said to be larger than allowed; -1 says nothing */
    void requireSize(String entry, long size) {
        require(
                size <= limits.entryBytes(),
                "have no file above %,d bytes: '%s' has %,d".formatted(limits.entryBytes(), entry, size));
    }

    /**
     * All that a stream holds.
     *
     * @throws UncheckedIOException if it is more than allowed
     */
    byte[] readAll(String entry, InputStream in, long expected) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream((int) Math.max(32, Math.min(expected, 1 << 20)));
        byte[] chunk = new byte[CHUNK];
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            bytes += read;
            require(
                    content.size() + (long) read <= limits.entryBytes(),
                    "have no file above %,d bytes: '%s' has more".formatted(limits.entryBytes(), entry));
            require(
                    bytes <= limits.totalBytes(),
                    "hold at most %,d bytes without its compression".formatted(limits.totalBytes()));
            content.write(chunk, 0, read);
        }
        return content.toByteArray();
    }

    private void require(boolean holds, String rule) {
        if (!holds) {
            throw broken(archive, rule);
        }
    }

    static UncheckedIOException broken(Path archive, String rule) {
        String message = archive + " must " + rule;
        return new UncheckedIOException(message, new IOException(message));
    }
}
