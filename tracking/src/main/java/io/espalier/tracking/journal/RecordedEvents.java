package io.espalier.tracking.journal;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What a run did before it was stopped, in memory that does not depend on the journal's length. Left out is what processes did and not the
 * search: that one was stopped or failed, and that another went on.
 */
final class RecordedEvents {

    private static final int PORTION = 100;

    private final JournalTail tail;
    private final long last;
    private final Deque<StampedEvent> read = new ArrayDeque<>();

    /** @param last number of the last event that counts as recorded */
    RecordedEvents(Path journal, long last) {
        this.tail = new JournalTail(journal);
        this.last = last;
    }

    static boolean ofProcess(RunEvent event) {
        return event instanceof RunEvent.RunResumed
                || (event instanceof RunEvent.RunFinished finished && finished.status() != RunEvent.Status.COMPLETED);
    }

    /** The next event; empty behind the last. */
    Optional<StampedEvent> peek() {
        while (read.isEmpty() && tail.sequence() < last) {
            tail.next((int) Math.min(PORTION, last - tail.sequence())).stream()
                    .filter(stamped -> !ofProcess(stamped.event()))
                    .forEach(read::add);
        }
        return Optional.ofNullable(read.peek());
    }

    /** Goes on behind {@link #peek()}. */
    void advance() {
        read.remove();
    }
}
