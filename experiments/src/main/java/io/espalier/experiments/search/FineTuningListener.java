package io.espalier.experiments.search;

import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.InterruptedRunException;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.console.Progress;
import io.espalier.models.dl4j.TrainingListener;
import io.espalier.tracking.journal.Journal;
import io.espalier.tracking.journal.RunEvent;
import java.util.Locale;

/** Tells console and journal how a fine-tuning goes and stops it when the user asks. Mutable: it owns a progress line. */
final class FineTuningListener implements TrainingListener {

    private final String subject;
    private final Console console;
    private final Journal journal;
    private final Interruption interruption;
    private final int epochs;
    private final Progress progress;

    private FineTuningListener(
            String subject, Console console, Journal journal, Interruption interruption, int epochs) {
        this.subject = subject;
        this.console = console;
        this.journal = journal;
        this.interruption = interruption;
        this.epochs = epochs;
        this.progress = Progress.of(this.console, "fine-tune " + subject, epochs);
    }

    /** Makes a listener for each network that is fine-tuned. */
    record Factory(Console console, Journal journal, Interruption interruption, int epochs) {
        TrainingListener listener(String subject) {
            return new FineTuningListener(subject, console, journal, interruption, epochs);
        }
    }

    /** The journal hears of it again, and compares. */
    @Override
    public void epochResumed(Epoch epoch) {
        epochFinished(epoch);
    }

    @Override
    public void epochFinished(Epoch epoch) {
        journal.write(new RunEvent.EpochFinished(
                "fine-tuning." + subject, epoch.number() - 1, epoch.meanLoss(), epoch.accuracy()));
        progress.update(
                epoch.number(),
                String.format(Locale.ROOT, "loss %.4f  training accuracy %.4f", epoch.meanLoss(), epoch.accuracy()));
        if (epoch.number() == epochs) {
            progress.close();
        }
    }

    /** @throws InterruptedRunException if the stop was asked for */
    @Override
    public void batchFinished(int epoch, int done, int batches) {
        interruption.check();
    }
}
