package io.espalier.tracking.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * Reads the lines of a file on and on while it grows, in memory that does not depend on the file's length. A last line without its line feed is being written,
 * or never will be: it waits unread.
 */
public final class LineTail {

    private static final int BLOCK_BYTES = 1 << 16;

    private final Path file;
    private long position;

    public LineTail(Path file) {
        this.file = file;
    }

    /** Takes a line. */
    @FunctionalInterface
    public interface Taker {

        /** @throws IOException if the line is not what it should be; the next call begins with it again */
        void take(String line) throws IOException;
    }

    /** Hands on the lines that follow those already taken, at most {@code limit} of them; none if there are none yet. */
    public void next(int limit, Taker taker) throws IOException {
        try (RandomAccessFile input = new RandomAccessFile(file.toFile(), "r")) {
            input.seek(position);
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            byte[] block = new byte[BLOCK_BYTES];
            int left = limit;
            for (int count = input.read(block); count > 0 && left > 0; count = input.read(block)) {
                left -= take(block, count, line, left, taker);
            }
        }
    }

    /** How many lines ended in this block and were taken. */
    private int take(byte[] block, int count, ByteArrayOutputStream line, int limit, Taker taker) throws IOException {
        int taken = 0;
        int from = 0;
        for (int i = 0; i < count && taken < limit; i++) {
            if (block[i] == '\n') {
                line.write(block, from, i - from);
                taker.take(line.toString(UTF_8));
                position += line.size() + 1;
                line.reset();
                from = i + 1;
                taken++;
            }
        }
        line.write(block, from, count - from);
        return taken;
    }

    /** Where the last taken line ends, in bytes. */
    public long position() {
        return position;
    }
}
