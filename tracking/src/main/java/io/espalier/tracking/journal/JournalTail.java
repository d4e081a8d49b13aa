package io.espalier.tracking.journal;

import io.espalier.tracking.run.LineTail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a journal on and on while it grows ({@link LineTail}). */
public final class JournalTail {

    private final Path file;
    private final LineTail lines;
    private long sequence;

    public JournalTail(Path file) {
        this.file = file;
        this.lines = new LineTail(file);
    }

    /**
     * The events that follow those already returned, at most {@code limit} of them; empty if there are none yet.
     *
     * @throws UncheckedIOException if the file cannot be read, or a line is not an event; the message names file and line
     */
    public List<StampedEvent> next(int limit) {
        List<StampedEvent> events = new ArrayList<>();
        try {
            lines.next(limit, line -> events.add(parse(line)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read journal " + file + ": " + e.getMessage(), e);
        }
        return events;
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
        return lines.position();
    }
}
