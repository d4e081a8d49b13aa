package io.espalier.tracking.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.espalier.tracking.run.AtomicFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Appends events to a run's journal, one line of JSON each. Every event is forced to the disk before {@link #write} returns: what was acknowledged survives a
 * kill and a power cut. Threads may share one journal; two journals on one file are refused.
 */
public final class Journal implements AutoCloseable {

    private final Path path;
    private final LongSupplier clock;
    // Not a FileChannel: that closes itself when the writing thread is interrupted, and an interrupted run must still
    // say so here.
    private final RandomAccessFile file;
    private long sequence;
    private boolean closed;

    private Journal(Path path, LongSupplier clock, RandomAccessFile file) {
        this.path = path;
        this.clock = clock;
        this.file = file;
    }

    /**
     * Opens a journal for appending; begins a new one if there is none. A torn last line, left by a kill, is cut.
     *
     * @param clock milliseconds since 1970
     * @throws IllegalStateException if another journal is open on the same file
     * @throws UncheckedIOException if the file cannot be opened, or a line that is there is not an event; the message names file and line
     */
    public static Journal open(Path path, LongSupplier clock) {
        RandomAccessFile file = openFile(path);
        Journal journal = new Journal(path, clock, file);
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

    private static RandomAccessFile openFile(Path path) {
        try {
            return new RandomAccessFile(path.toFile(), "rw");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open journal " + path + ": " + e.getMessage(), e);
        }
    }

    private void lock() throws IOException {
        @Nullable FileLock lock;
        try {
            lock = file.getChannel().tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
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
     * Appends an event; it is on the disk when this returns.
     *
     * @throws IllegalStateException if the journal is closed
     * @throws UncheckedIOException if it cannot be written; then no part of it stands in the journal
     */
    public synchronized StampedEvent write(RunEvent event) {
        if (closed) {
            throw new IllegalStateException("journal must be open: " + path + " is closed");
        }
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
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close journal " + path + ": " + e.getMessage(), e);
        }
    }
}
