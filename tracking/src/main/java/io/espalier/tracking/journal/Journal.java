package io.espalier.tracking.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.espalier.tracking.run.AtomicFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Appends events to a run's journal, one line of JSON each. Every event is forced to the disk before {@link #write} returns: what was acknowledged survives a
 * kill and a power cut. Threads may share one journal; two journals on one file, in whatever processes, are refused: the
 * writer holds a lock on the empty file {@code <journal>.lock}, which stays.
 *
 * <p>A journal that is {@linkplain #resume resumed} takes the run's events from the first on: those that it has are compared and not written again.
 */
public final class Journal implements AutoCloseable {

    private final Path path;
    private final LongSupplier clock;
    // Not a FileChannel: that closes itself when the writing thread is interrupted, and an interrupted run must still
    // say so here.
    private final RandomAccessFile file;
    // A file of its own: on Linux a lock is gone as soon as this process closes the locked file anywhere, as readers of
    // the journal do.
    private final RandomAccessFile lock;
    private long sequence;
    private Optional<RecordedEvents> recorded = Optional.empty();
    private Supplier<RunEvent> resumed = () -> new RunEvent.RunResumed(Map.of());
    private boolean closed;

    private Journal(Path path, LongSupplier clock) {
        this.path = path;
        this.clock = clock;
        this.file = openFile(path);
        this.lock = openFile(path.resolveSibling(path.getFileName() + ".lock"));
    }

    /**
     * Opens a journal for appending; begins a new one if there is none. A torn last line, left by a kill, is cut.
     *
     * @param clock milliseconds since 1970
     * @throws IllegalStateException if another journal is open on the same file
     * @throws UncheckedIOException if the file cannot be opened, or a line that is there is not an event; the message names file and line
     */
    public static Journal open(Path path, LongSupplier clock) {
        Journal journal = new Journal(path, clock);
        boolean ready = false;
        try {
            journal.lock();
            journal.cutTornLine();
            ready = true;
            return journal;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open journal " + path + ": " + e.getMessage(), e);
        } finally {
            if (!ready) {
                journal.close();
            }
        }
    }

    /**
     * Opens the journal of a run that does again what it did: until the end of what is recorded {@link #write} only compares.
     *
     * @param clock milliseconds since 1970
     * @param resumed makes the event that stands behind the recorded ones, before the first new one
     * @throws IllegalStateException if another journal is open on the same file
     * @throws UncheckedIOException as {@link #open}
     */
    public static Journal resume(Path path, LongSupplier clock, Supplier<RunEvent> resumed) {
        Journal journal = open(path, clock);
        journal.recorded =
                journal.sequence == 0 ? Optional.empty() : Optional.of(new RecordedEvents(path, journal.sequence));
        journal.resumed = resumed;
        return journal;
    }

    private static RandomAccessFile openFile(Path path) {
        try {
            return new RandomAccessFile(path.toFile(), "rw");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open journal " + path + ": " + e.getMessage(), e);
        }
    }

    private void lock() throws IOException {
        @Nullable FileLock held;
        try {
            held = lock.getChannel().tryLock();
        } catch (OverlappingFileLockException e) {
            held = null;
        }
        if (held == null) {
            throw new IllegalStateException("journal must have one writer: " + path + " is being written by another");
        }
    }

    private void cutTornLine() throws IOException {
        JournalTail tail = new JournalTail(path);
        while (!tail.next(1000).isEmpty()) {
            sequence = tail.sequence();
        }
        file.setLength(tail.position());
        file.seek(tail.position());
        file.getFD().sync();
        AtomicFile.syncNameOf(path);
    }

    /**
     * Appends an event; it is on the disk when this returns. One that is recorded is compared instead.
     *
     * @throws IllegalStateException if the journal is closed
     * @throws JournalMismatchException if another event is recorded
     * @throws UncheckedIOException if it cannot be written; then no part of it stands in the journal
     */
    public synchronized StampedEvent write(RunEvent event) {
        if (closed) {
            throw new IllegalStateException("journal must be open: " + path + " is closed");
        }
        if (recorded.isPresent()) {
            Optional<StampedEvent> known = recorded.get().peek();
            if (known.isPresent()) {
                return confirmed(known.get(), event);
            }
            recorded = Optional.empty();
            appended(resumed.get());
        }
        return appended(event);
    }

    private StampedEvent confirmed(StampedEvent known, RunEvent event) {
        EventDifference.between(known.event(), event).ifPresent(difference -> {
            throw new JournalMismatchException(known, difference);
        });
        recorded.ifPresent(RecordedEvents::advance);
        return known;
    }

    private StampedEvent appended(RunEvent event) {
        StampedEvent stamped = new StampedEvent(sequence + 1, clock.getAsLong(), event);
        append((EventJson.write(stamped) + "\n").getBytes(UTF_8));
        sequence = stamped.sequence();
        return stamped;
    }

    private void append(byte[] line) {
        try {
            long before = file.getFilePointer();
            try {
                file.write(line);
                file.getFD().sync();
            } catch (IOException e) {
                file.setLength(before);
                file.seek(before);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write journal " + path + ": " + e.getMessage(), e);
        }
    }

    /** Whether the next event is one that is recorded, so that nothing has been written yet. */
    public synchronized boolean replaying() {
        return recorded.flatMap(RecordedEvents::peek).isPresent();
    }

    /** The number of the last event; 0 if there is none. */
    public synchronized long sequence() {
        return sequence;
    }

    /** Where the journal is. */
    public Path path() {
        return path;
    }

    @Override
    public synchronized void close() {
        closed = true;
        try (lock) {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close journal " + path + ": " + e.getMessage(), e);
        }
    }
}
