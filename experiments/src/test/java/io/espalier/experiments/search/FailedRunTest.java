package io.espalier.experiments.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.tracking.journal.Journal;
import io.espalier.tracking.journal.JournalReader;
import io.espalier.tracking.journal.RunEvent;
import io.espalier.tracking.journal.RunEvent.RunFinished;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailedRunTest {

    @TempDir
    private Path folder;

    private static UncheckedIOException full() {
        return new UncheckedIOException("cannot write x.onnx", new IOException("No space left on device"));
    }

    @Test
    void theJournalSaysWhyAFileCouldNotBeWritten() {
        Path file = folder.resolve("journal.ndjson");
        try (Journal journal = Journal.open(file, () -> 0)) {
            SearchRun.fail(journal, full());
            SearchRun.fail(journal, new IllegalStateException("in words of its own"));
        }
        assertThat(JournalReader.read(file, RunFinished.class))
                .containsExactly(
                        new RunFinished(RunEvent.Status.FAILED, "cannot write x.onnx: No space left on device"),
                        new RunFinished(RunEvent.Status.FAILED, "in words of its own"));
    }

    @Test
    void aJournalThatTakesNoLastLineDoesNotHideWhatFailed() {
        Journal journal = Journal.open(folder.resolve("journal.ndjson"), () -> 0);
        journal.close();
        UncheckedIOException failure = full();
        SearchRun.fail(journal, failure);
        assertThat(failure.getSuppressed()).singleElement().isInstanceOf(IllegalStateException.class);
    }
}
