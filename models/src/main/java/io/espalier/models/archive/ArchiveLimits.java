package io.espalier.models.archive;

/**
 * What an archive may hold at most; a small file can decompress to a thousand times its size, so what it says of itself is not believed.
 *
 * @param entries files and folders
 * @param entryBytes of one file without its compression, below 2 GiB
 * @param totalBytes of all files together without their compression
 */
public record ArchiveLimits(long entries, long entryBytes, long totalBytes) {

    /** 5 million entries, 1 GiB a file, 64 GiB in all: several times the largest data set that fits into memory when decoded. */
    public static final ArchiveLimits DEFAULTS = new ArchiveLimits(5_000_000, 1L << 30, 1L << 36);

    /** @throws IllegalArgumentException if a limit is not positive or a file could not be an array */
    public ArchiveLimits {
        if (!(entries > 0 && totalBytes > 0)) {
            throw new IllegalArgumentException(
                    "entries and totalBytes must be positive: " + entries + ", " + totalBytes);
        }
        if (!(entryBytes > 0 && entryBytes < Integer.MAX_VALUE - 8)) {
            throw new IllegalArgumentException("entryBytes must be in [1, 2 GiB): " + entryBytes);
        }
    }
}
