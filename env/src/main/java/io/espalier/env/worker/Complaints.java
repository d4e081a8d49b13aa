package io.espalier.env.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a process says on its standard error: read as it comes, so that the process never waits for a reader, and the first lines since the
 * last answer kept for when it dies.
 */
final class Complaints {

    private static final int MOST_LINES = 6;
    private static final int READER_MILLIS = 500;

    private final List<String> lines = new ArrayList<>();
    private final Thread reader;

    private Complaints(InputStream stream) {
        reader = new Thread(() -> read(stream), "complaints of the measuring process");
        reader.setDaemon(true);
    }

    static Complaints of(InputStream stream) {
        Complaints complaints = new Complaints(stream);
        complaints.reader.start();
        return complaints;
    }

    /** For the end of a message: nothing if nothing was said. To be asked when the process has ended. */
    String text() {
        try {
            reader.join(READER_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (lines) {
            return lines.isEmpty() ? "" : "; it said: " + String.join(" | ", lines);
        }
    }

    /** What was said so far did not lead to its end. */
    void forget() {
        synchronized (lines) {
            lines.clear();
        }
    }

    private void read(InputStream stream) {
        try (BufferedReader text = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                keep(line.replaceAll("^#\\s*", "").trim());
            }
        } catch (IOException e) {
            // The process was ended while it was speaking.
            return;
        }
    }

    private void keep(String line) {
        synchronized (lines) {
            if (!line.isEmpty() && lines.size() < MOST_LINES) {
                lines.add(line);
            }
        }
    }
}
