package io.espalier.env.target;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives the blocks of a recording again instead of measuring, and refuses what was not recorded. Immutable. */
public final class ReplayTarget implements Target {

    private final Path file;
    private final TargetFingerprint fingerprint;
    private final Map<String, RecordedBlock> blocks;

    private ReplayTarget(Path file, TargetFingerprint fingerprint, Map<String, RecordedBlock> blocks) {
        this.file = file;
        this.fingerprint = fingerprint;
        this.blocks = blocks;
    }

    /**
     * Reads what {@link RecordingTarget} wrote. A last line that a kill cut short is left out.
     *
     * @throws UncheckedIOException if the file cannot be read; the message names it
     * @throws IllegalArgumentException naming file and line if a line is no recorded block, comes from another target than the first or
     *     has the id of an earlier one; or if there is none
     */
    public static ReplayTarget read(Path file) {
        List<String> lines = AppendedLines.read(file);
        Map<String, RecordedBlock> blocks = new HashMap<>();
        TargetFingerprint fingerprint = null;
        for (int i = 0; i < lines.size(); i++) {
            RecordedBlock recorded = block(file, i + 1, lines.get(i));
            fingerprint = fingerprint == null ? recorded.block().fingerprint() : fingerprint;
            if (!fingerprint.equals(recorded.block().fingerprint())
                    || blocks.put(recorded.block().id(), recorded) != null) {
                throw new IllegalArgumentException("%s must hold each block of one target once: line %d, block '%s'"
                        .formatted(file, i + 1, recorded.block().id()));
            }
        }
        if (fingerprint == null) {
            throw new IllegalArgumentException(file + " must hold a recorded block: it is empty");
        }
        return new ReplayTarget(file, fingerprint, blocks);
    }

    private static RecordedBlock block(Path file, int number, String line) {
        try {
            return TargetJson.read(line, RecordedBlock.class);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s, line %d: %s".formatted(file, number, e.getMessage()), e);
        }
    }

    /** Whether there is a block of this id. */
    boolean holds(String id) {
        return blocks.containsKey(id);
    }

    /** That of the target that measured. */
    @Override
    public TargetFingerprint fingerprint() {
        return fingerprint;
    }

    /** @throws TargetException naming the block, if it was not recorded or was recorded of other networks or settings */
    @Override
    public Block measure(BlockRequest request) {
        RecordedBlock recorded = blocks.get(request.id());
        if (recorded == null) {
            throw new TargetException("block '%s' is not in the recording %s".formatted(request.id(), file));
        }
        if (!recorded.answers(request)) {
            throw new TargetException(
                    "block '%s' was recorded of other networks or with other settings than are asked for now: %s"
                            .formatted(request.id(), file));
        }
        return recorded.block();
    }

    @Override
    public void close() {
        // Everything was read before.
    }
}
