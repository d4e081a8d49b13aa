package io.espalier.tracking.journal;

/**
 * An event with its place in the journal.
 *
 * @param sequence from 1, without gaps
 * @param atMillis when it was written, milliseconds since 1970 by the journal's clock
 */
public record StampedEvent(long sequence, long atMillis, RunEvent event) {}
