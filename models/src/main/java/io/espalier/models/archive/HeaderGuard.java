package io.espalier.models.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Stands between decompression and the tar reader and bounds what the reader takes on its way to the next entry: it keeps long names and
 * extended headers in memory whatever length they claim.
 */
final class HeaderGuard extends FilterInputStream {

    /** Headers, padding, long names and attributes of one entry. */
    private static final long MOST_HEADER_BYTES = 1 << 20;

    private final long total;
    private long read;
    private long ceiling;

    HeaderGuard(InputStream in, long total) {
        super(in);
        this.total = total;
        this.ceiling = MOST_HEADER_BYTES;
    }

    /** Lets the reader pass the entry it is at and the headers of the next. */
    void allow(long entryBytes) {
        ceiling = read + Math.max(0, entryBytes) + MOST_HEADER_BYTES;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        count(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        int count = super.read(target, from, length);
        count(Math.max(0, count));
        return count;
    }

    /** Skipping is reading, or a seek in the decompressed stream could hide that the end was passed. */
    @Override
    public long skip(long wanted) throws IOException {
        byte[] passed = new byte[(int) Math.min(wanted, 1 << 16)];
        return wanted <= 0 ? 0 : Math.max(0, read(passed, 0, passed.length));
    }

    private void count(int bytes) throws IOException {
        read += bytes;
        if (read > ceiling) {
            throw new IOException("headers of more than %,d bytes".formatted(MOST_HEADER_BYTES));
        }
        if (read > total) {
            throw new IOException("more than %,d bytes without its compression".formatted(total));
        }
    }
}
