package io.espalier.experiments.training;

import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.console.Progress;
import io.espalier.models.dl4j.TrainingListener;
import java.util.Locale;

/** Shows how a training goes, one line an epoch, and stops it between two batches when the user wants it to stop. */
public final class EpochProgress implements TrainingListener, AutoCloseable {

    private final Console console;
    private final Interruption interruption;
    private final Progress progress;

    /** @param epochs that the training will have */
    public EpochProgress(Console console, Interruption interruption, int epochs) {
        this.console = console;
        this.interruption = interruption;
        this.progress = Progress.of(console, "training: epoch", epochs);
    }

    @Override
    public void epochFinished(Epoch epoch) {
        progress.clear();
        console.note(String.format(
                Locale.ROOT,
                "epoch %3d/%d  loss %.4f  training accuracy %.4f  %.0f images/s",
                epoch.number(),
                epoch.of(),
                epoch.meanLoss(),
                epoch.accuracy(),
                epoch.imagesPerSecond()));
        if (console.terminal()) {
            progress.update(epoch.number(), "");
        }
    }

    @Override
    public void batchFinished(int epoch, int done, int batches) {
        interruption.check();
    }

    @Override
    public void close() {
        progress.close();
    }
}
