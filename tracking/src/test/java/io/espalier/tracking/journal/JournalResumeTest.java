package io.espalier.tracking.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.tracking.journal.RunEvent.EpisodeFinished;
import io.espalier.tracking.journal.RunEvent.ResultReported;
import io.espalier.tracking.journal.RunEvent.RoundFinished;
import io.espalier.tracking.journal.RunEvent.RunFinished;
import io.espalier.tracking.journal.RunEvent.RunResumed;
import io.espalier.tracking.journal.RunEvent.RunStarted;
import io.espalier.tracking.journal.RunEvent.Status;
import io.espalier.tracking.journal.RunEvent.Warned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalResumeTest {

    private static final RunEvent RESUMED = new RunResumed(Map.of("seconds", 1.5));

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("journal.ndjson");
    }

    @Test
    void comparesWhatIsRecordedAndAppendsWhatIsNot() throws IOException {
        List<RunEvent> events = SampleRun.events(0.7);
        for (int stopped = 1; stopped < events.size(); stopped++) {
            Files.deleteIfExists(file);
            record(events.subList(0, stopped));
            byte[] before = Files.readAllBytes(file);
            try (Journal journal = resume()) {
                for (int i = 0; i < events.size(); i++) {
                    assertThat(journal.replaying()).isEqualTo(i < stopped);
                    StampedEvent stamped = journal.write(events.get(i));
                    assertThat(stamped.sequence()).isEqualTo(i < stopped ? i + 1 : i + 2);
                    if (i < stopped) {
                        assertThat(file).hasBinaryContent(before);
                    }
                }
            }
            List<RunEvent> read = read();
            assertThat(read).hasSize(events.size() + 1);
            assertThat(read.get(stopped)).isEqualTo(RESUMED);
            read.remove(stopped);
            assertThat(read).isEqualTo(events);
        }
    }

    @Test
    void aRunThatWasStoppedBeforeItsFirstEventJustBegins() {
        try (Journal journal = resume()) {
            assertThat(journal.replaying()).isFalse();
            journal.write(new Warned("first"));
        }
        assertThat(read()).containsExactly(new Warned("first"));
    }

    @Test
    void anEventThatCameOutOtherwiseStopsWithTheFieldAndBothValues() throws IOException {
        record(List.of(new Warned("w"), episode(0.75), new Warned("x")));
        byte[] before = Files.readAllBytes(file);
        try (Journal journal = resume()) {
            journal.write(new Warned("w"));
            assertThatThrownBy(() -> journal.write(episode(0.5)))
                    .isInstanceOf(JournalMismatchException.class)
                    .hasMessage("event 2 of the journal must come out as it was recorded when a run is resumed:"
                            + " episode-finished.reward was 0.75 and is 0.5; nothing was written, the run's folder is as"
                            + " it was");
            assertThat(journal.replaying()).isTrue();
        }
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void tellsTheLastBitOfADouble() {
        record(List.of(episode(0.1 + 0.2)));
        try (Journal journal = resume()) {
            assertThatThrownBy(() -> journal.write(episode(0.3)))
                    .hasMessageContaining("was 0.30000000000000004 and is 0.3;");
        }
    }

    @Test
    void anEventOfAnotherKindAndAMissingMetricAreToldToo() {
        record(List.of(new RoundFinished(0, Map.of("loss", 1.0))));
        try (Journal journal = resume()) {
            assertThatThrownBy(() -> journal.write(new Warned("w")))
                    .hasMessageContaining("it was {\"event\":\"round-finished\"")
                    .hasMessageContaining("and is {\"event\":\"warned\"");
            assertThatThrownBy(() -> journal.write(new RoundFinished(0, Map.of())))
                    .hasMessageContaining("round-finished.metrics.loss was 1.0 and is (nothing)");
        }
    }

    @Test
    void timesOfTheClockMayDifferButNoLatency() {
        record(List.of(
                new ResultReported("a", Map.of("evaluationSeconds", 1.0)),
                new ResultReported("b", Map.of("latency_ratio", 0.5))));
        try (Journal journal = resume()) {
            journal.write(new ResultReported("a", Map.of("evaluationSeconds", 2.0)));
            assertThatThrownBy(() -> journal.write(new ResultReported("b", Map.of("latency_ratio", 0.6))))
                    .isInstanceOf(JournalMismatchException.class);
        }
    }

    @Test
    void whoeverResumesComparesTheConfig() {
        record(List.of(new RunStarted("n", 1, "0a", Map.of("workers", "1"))));
        try (Journal journal = resume()) {
            assertThatThrownBy(() -> journal.write(new RunStarted("n", 2, "0a", Map.of("workers", "1"))))
                    .hasMessageContaining("run-started.seed was 1 and is 2");
            journal.write(new RunStarted("n", 1, "0a", Map.of("workers", "2")));
            assertThat(journal.replaying()).isFalse();
        }
    }

    @Test
    void aRunThatWasInterruptedFailedAndKilledGoesOnAsIfItHadNot() {
        Path alone = folder.resolve("alone.ndjson");
        List<RunEvent> events = SampleRun.events(0.7);
        try (Journal journal = Journal.open(alone, () -> 1)) {
            events.forEach(journal::write);
        }
        record(events.subList(0, 2));
        record(List.of(new RunFinished(Status.INTERRUPTED, "stopped by the user")));
        go(events.subList(0, 4));
        record(List.of(new RunFinished(Status.FAILED, "disk full")));
        go(events.subList(0, 6));
        go(events);
        assertThat(JournalComparison.firstDifference(alone, file)).isEmpty();
        assertThat(read().stream().filter(RunResumed.class::isInstance)).hasSize(3);
        assertThat(JournalReader.completed(file)).isTrue();
    }

    @Test
    void aRunIsCompletedOnlyByItsLastEvent() {
        record(List.of(new Warned("w"), new RunFinished(Status.INTERRUPTED, "")));
        assertThat(JournalReader.completed(file)).isFalse();
    }

    /** On Linux a process loses its lock on a file when it closes the file anywhere, as reading does. */
    @Test
    void anotherProcessIsRefusedEvenAfterThisOneHasReadTheJournal() throws IOException, InterruptedException {
        try (Journal journal = Journal.open(file, () -> 0)) {
            journal.write(new Warned("w"));
            JournalReader.read(file);
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Opener.class.getName(),
                            file.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(other.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(other.waitFor()).as(said).isNotZero();
            assertThat(said).contains("journal must have one writer");
        }
    }

    /** Opens a journal and closes it. */
    static final class Opener {

        private Opener() {}

        public static void main(String[] arguments) {
            Journal.open(Path.of(arguments[0]), () -> 0).close();
        }
    }

    private void go(List<RunEvent> events) {
        try (Journal journal = resume()) {
            events.forEach(journal::write);
        }
    }

    private Journal resume() {
        return Journal.resume(file, () -> 9, () -> RESUMED);
    }

    private void record(List<RunEvent> events) {
        try (Journal journal = Journal.open(file, () -> 1)) {
            events.forEach(journal::write);
        }
    }

    private List<RunEvent> read() {
        return new java.util.ArrayList<>(
                JournalReader.read(file).stream().map(StampedEvent::event).toList());
    }

    private static EpisodeFinished episode(double reward) {
        return new EpisodeFinished(
                0,
                0,
                "ddpg",
                reward,
                Optional.empty(),
                0.8,
                0.5,
                1.0,
                0.5,
                0.4,
                Optional.empty(),
                Map.of("conv", List.of(1)));
    }
}
