package io.espalier.env.target;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file of lines that only grows. What was appended survives a kill of this process; what was {@linkplain #sync synced} survives a power
 * cut. A last line without its line feed is one that a kill cut short: it counts as not written.
 */
public final class AppendedLines implements AutoCloseable {

    private static final int BLOCK_BYTES = 1 << 13;

    private final Path path;
    private final RandomAccessFile file;

    private AppendedLines(Path path, RandomAccessFile file) {
        this.path = path;
        this.file = file;
    }

    /**
     * Goes on behind the last whole line; begins a new file if there is none.
     *
     * @throws UncheckedIOException if the file cannot be opened; the message names it
     */
    public static AppendedLines open(Path path) {
        try {
            // Not a FileChannel, which an interrupted thread would close.
            RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
            long whole = wholeLines(file);
            file.setLength(whole);
            file.seek(whole);
            return new AppendedLines(path, file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot record to " + path + ": " + e.getMessage(), e);
        }
    }

    /**
     * The whole lines of a file, without their line feeds.
     *
     * @throws UncheckedIOException if it cannot be read; the message names it
     */
    public static List<String> read(Path path) {
        try {
            String text = Files.readString(path);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    /** @throws UncheckedIOException if it cannot be written; the message names the file */
    public void append(String line) {
        try {
            file.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot record to " + path + ": " + e.getMessage(), e);
        }
    }

    /** Waits until every line is on the disk. */
    public void sync() {
        try {
            file.getFD().sync();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot record to " + path + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + path + ": " + e.getMessage(), e);
        }
    }

    /** Bytes up to the last line feed and with it, looked for from the end. */
    private static long wholeLines(RandomAccessFile file) throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        for (long end = file.length(); end > 0; end -= Math.min(end, BLOCK_BYTES)) {
            int count = (int) Math.min(end, BLOCK_BYTES);
            file.seek(end - count);
            file.readFully(block, 0, count);
            for (int i = count - 1; i >= 0; i--) {
                if (block[i] == '\n') {
                    return end - count + i + 1;
                }
            }
        }
        return 0;
    }
}
