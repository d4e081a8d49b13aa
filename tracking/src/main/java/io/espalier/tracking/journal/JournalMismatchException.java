package io.espalier.tracking.journal;

/** A run that was resumed did something else than is recorded of it; the message names the event, the field and both values. */
public final class JournalMismatchException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    JournalMismatchException(StampedEvent recorded, String difference) {
        super(
                ("event %d of the journal must come out as it was recorded when a run is resumed: %s; nothing was written,"
                                + " the run's folder is as it was")
                        .formatted(recorded.sequence(), difference));
    }
}
