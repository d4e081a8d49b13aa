package io.espalier.env.target;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Writes down every block that a target measures, one line of JSON each, before handing it on; {@link ReplayTarget} reads them. What was
 * handed on survives a kill of this process. A block that is asked for twice is written once.
 */
public final class RecordingTarget implements Target {

    private final Target target;
    private final Path file;
    private final OutputStream lines;
    private final Set<String> written = new HashSet<>();

    /**
     * Records behind what is in the file already.
     *
     * @param target closed with the recording
     * @throws UncheckedIOException if the file cannot be opened; the message names it
     */
    public RecordingTarget(Target target, Path file) {
        this.target = target;
        this.file = file;
        try {
            this.lines = new FileOutputStream(file.toFile(), true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot record to " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public TargetFingerprint fingerprint() {
        return target.fingerprint();
    }

    /** @throws UncheckedIOException if the block cannot be written; the message names the file */
    @Override
    public Block measure(BlockRequest request) {
        Block block = target.measure(request);
        if (written.add(request.id())) {
            write(TargetJson.line(RecordedBlock.of(request, block)));
        }
        return block;
    }

    private void write(String line) {
        try {
            lines.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            lines.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot record to " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try (target) {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + file + ": " + e.getMessage(), e);
        }
    }
}
