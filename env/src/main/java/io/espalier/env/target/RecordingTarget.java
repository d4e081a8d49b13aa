package io.espalier.env.target;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Writes down every block that a target measures, one line of JSON each, before handing it on; {@link ReplayTarget} reads them. What was
 * handed on is on the disk: it survives a kill of this process and a power cut. A block that is asked for twice is written once.
 */
public final class RecordingTarget implements Target {

    private final Target target;
    private final AppendedLines lines;
    private final Set<String> written = new HashSet<>();

    /**
     * Records behind what is in the file already; a last line that a kill cut short is removed.
     *
     * @param target closed with the recording
     * @throws UncheckedIOException if the file cannot be opened; the message names it
     */
    public RecordingTarget(Target target, Path file) {
        this.target = target;
        this.lines = AppendedLines.open(file);
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
            lines.append(TargetJson.line(RecordedBlock.of(request, block)));
            lines.sync();
        }
        return block;
    }

    @Override
    public void close() {
        try (target) {
            lines.close();
        }
    }
}
