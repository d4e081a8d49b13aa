package io.espalier.experiments.staircase;

import io.espalier.env.staircase.StaircaseBuilder;
import io.espalier.env.staircase.StaircaseData;
import io.espalier.env.staircase.StaircaseFile;
import io.espalier.env.staircase.StaircaseProgress;
import io.espalier.env.staircase.StaircaseSettings;
import io.espalier.env.target.Target;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.console.Progress;
import io.espalier.models.coupling.ChannelGroup;
import io.espalier.models.graph.NetworkGraph;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Builds a table in a file: goes on with the file if it is there, writes it every few seconds, and leaves it in order whatever happens.
 *
 * @param target open; stays open
 * @param file the table
 */
public record TableJob(Target target, Path file, Console console, Interruption interruption) {

    private static final long WRITE_NANOS = Duration.ofSeconds(3).toNanos();
    private static final long MILLIS_PER_SECOND = 1000;

    /**
     * What there is before anything is measured.
     *
     * @param merged other tables of the same target
     * @throws io.espalier.env.target.FingerprintChangedException if one is of another target
     * @throws java.io.UncheckedIOException if one cannot be read
     */
    public StaircaseData known(List<Path> merged) {
        StaircaseData data = Files.exists(file) ? StaircaseFile.read(file) : StaircaseData.empty(target.fingerprint());
        target.fingerprint().requireSame(data.fingerprint());
        for (Path other : merged) {
            data = data.merged(StaircaseFile.read(other));
        }
        return data;
    }

    /**
     * Measures until the table is good enough or the time is over.
     *
     * @throws io.espalier.experiments.console.InterruptedRunException if the user ended it; the file has what was measured
     */
    public StaircaseData build(
            NetworkGraph graph, List<ChannelGroup> groups, StaircaseSettings settings, StaircaseData known) {
        StaircaseBuilder builder = new StaircaseBuilder(target, graph, groups, settings, System::nanoTime);
        Saver saver = new Saver(known);
        int seconds = (int) Math.max(1, settings.budgetMillis() / MILLIS_PER_SECOND);
        try (Progress progress = Progress.of(console, "latency table, at most", seconds)) {
            builder.build(
                    known,
                    (data, soFar) -> {
                        saver.take(data);
                        int done = (int) Math.min(seconds - 1, soFar.elapsedMillis() / MILLIS_PER_SECOND);
                        progress.update(done, text(soFar));
                    },
                    interruption::requested);
        } finally {
            saver.write();
        }
        interruption.check();
        return saver.data;
    }

    private static String text(StaircaseProgress progress) {
        return "s  %d layer times, %d of %d plans, %d of %d blocks disturbed"
                .formatted(
                        progress.cells(),
                        progress.wholes(),
                        progress.wantedWholes(),
                        progress.disturbed(),
                        progress.blocks());
    }

    /** Writes the file, but not after every block. */
    private final class Saver {
        private StaircaseData data;
        private long written = System.nanoTime();

        Saver(StaircaseData data) {
            this.data = data;
        }

        void take(StaircaseData newer) {
            data = newer;
            if (System.nanoTime() - written > WRITE_NANOS) {
                write();
            }
        }

        void write() {
            StaircaseFile.write(file, data);
            written = System.nanoTime();
        }
    }
}
