package io.espalier.tracking.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a journal on and on while it grows, in memory that does not depend on the journal's length. A last line without its line feed is being written, or
 * never will be: it waits unread.
 */
public final class JournalTail {

    private static final int BLOCK_BYTES = 1 << 16;

    private final Path file;
    private long position;
    private long sequence;

    public JournalTail(Path file) {
        this.file = file;
    }

    /**
     * The events that follow those already returned, at most {@code limit} of them; empty if there are none yet.
     *
     * @throws UncheckedIOException if the file cannot be read, or a line is not an event; the message names file and line
     */
    public List<StampedEvent> next(int limit) {
        List<StampedEvent> events = new ArrayList<>();
        try (RandomAccessFile input = new RandomAccessFile(file.toFile(), "r")) {
            input.seek(position);
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            byte[] block = new byte[BLOCK_BYTES];
            for (int count = input.read(block); count > 0 && events.size() < limit; count = input.read(block)) {
                take(block, count, line, events, limit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read journal " + file + ": " + e.getMessage(), e);
        }
        return events;
    }

    private void take(byte[] block, int count, ByteArrayOutputStream line, List<StampedEvent> events, int limit)
            throws IOException {
        int from = 0;
        for (int i = 0; i < count && events.size() < limit; i++) {
            if (block[i] == '\n') {
                line.write(block, from, i - from);
                events.add(parse(line.toString(UTF_8)));
                position += line.size() + 1;
                line.reset();
                from = i + 1;
            }
        }
        line.write(block, from, count - from);
    }

    private StampedEvent parse(String line) throws IOException {
        long number = sequence + 1;
        try {
            StampedEvent event = EventJson.read(line);
            if (event.sequence() != number) {
                throw new IllegalArgumentException("field \"sequence\" must be " + number + ": " + event.sequence());
            }
            sequence = number;
            return event;
        } catch (IllegalArgumentException e) {
            throw new IOException("line " + number + ": " + e.getMessage(), e);
        }
    }

    /** The number of the last event returned; 0 before the first. */
    public long sequence() {
        return sequence;
    }

    /** Where the last returned event's line ends, in bytes. */
    long position() {
        return position;
    }
}
