package io.espalier.experiments.console;

import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How far a loop of known length is. On a terminal one line is rewritten, with the time left; elsewhere a line is written at every tenth of
 * the way. Not thread-safe.
 */
public final class Progress implements AutoCloseable {

    private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
    private static final int PLAIN_LINES = 10;
    private static final String CLEAR_LINE = "\r\u001B[K";

    private final Console console;
    private final String label;
    private final int total;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private long drawnNanos;
    private int plainLines;
    private boolean lineOpen;

    private Progress(Console console, String label, int total, LongSupplier nanoTime) {
        this.console = console;
        this.label = label;
        this.total = total;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        this.drawnNanos = startNanos - REDRAW_NANOS;
    }

    /**
     * Starts the clock.
     *
     * @param label what is being done, for instance {@code "search"}
     * @param total steps, at least 1
     * @throws IllegalArgumentException if there is no step to do
     */
    public static Progress of(Console console, String label, int total) {
        return of(console, label, total, System::nanoTime);
    }

    static Progress of(Console console, String label, int total, LongSupplier nanoTime) {
        if (!(total >= 1)) {
            throw new IllegalArgumentException("total must be at least 1: " + total);
        }
        return new Progress(console, label, total, nanoTime);
    }

    /**
     * Says that so many steps are done.
     *
     * @param done in [0, total]
     * @param detail what is known now, for instance {@code "best 0.873"}; may be empty
     */
    public void update(int done, String detail) {
        if (console.terminal()) {
            redraw(done, detail);
        } else if (done == total || done * (long) PLAIN_LINES / total > plainLines) {
            plainLines = (int) (done * (long) PLAIN_LINES / total);
            console.note(line(done, detail));
        }
    }

    /** Takes the line off the terminal, so that a note can stand in its place. */
    public void clear() {
        if (lineOpen) {
            console.err().print(CLEAR_LINE);
            lineOpen = false;
        }
    }

    /** Leaves the last line standing. */
    @Override
    public void close() {
        if (lineOpen) {
            console.err().println();
            lineOpen = false;
        }
    }

    private void redraw(int done, String detail) {
        long now = nanoTime.getAsLong();
        if (done == total || now - drawnNanos >= REDRAW_NANOS) {
            drawnNanos = now;
            lineOpen = true;
            console.err().print(CLEAR_LINE + line(done, detail));
            console.err().flush();
        }
    }

    private String line(int done, String detail) {
        StringBuilder line = new StringBuilder("%s %d/%d".formatted(label, done, total));
        if (!detail.isEmpty()) {
            line.append("  ").append(detail);
        }
        long spent = nanoTime.getAsLong() - startNanos;
        if (done == total) {
            line.append("  in ").append(clock(spent));
        } else if (done > 0) {
            line.append("  ")
                    .append(clock(Math.round((double) spent / done * (total - done))))
                    .append(" left");
        }
        return line.toString();
    }

    private static String clock(long nanos) {
        long seconds = Math.round(nanos / 1e9);
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
