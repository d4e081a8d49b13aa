package io.espalier.tracking.journal;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Reads a whole journal. */
public final class JournalReader {

    private JournalReader() {}

    /**
     * All events, in the order they were written. A last line that was never finished is left out.
     *
     * @throws UncheckedIOException if the file cannot be read, or a line is not an event; the message names file and line
     */
    public static List<StampedEvent> read(Path journal) {
        return new JournalTail(journal).next(Integer.MAX_VALUE);
    }

    /**
     * All events of a kind, in the order they were written.
     *
     * @throws UncheckedIOException as {@link #read}
     */
    public static <E extends RunEvent> List<E> read(Path journal, Class<E> kind) {
        return read(journal).stream()
                .map(StampedEvent::event)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /**
     * Whether a run has come to its end, with nothing left to be done.
     *
     * @throws UncheckedIOException as {@link #read}
     */
    public static boolean completed(Path journal) {
        return read(journal).stream()
                .anyMatch(stamped -> stamped.event() instanceof RunEvent.RunFinished finished
                        && finished.status() == RunEvent.Status.COMPLETED);
    }
}
