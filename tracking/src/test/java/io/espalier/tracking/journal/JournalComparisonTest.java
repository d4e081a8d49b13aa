package io.espalier.tracking.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.tracking.journal.RunEvent.ResultReported;
import io.espalier.tracking.journal.RunEvent.RunStarted;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalComparisonTest {

    @TempDir
    Path folder;

    private Path journal(String name, long atMillis, List<RunEvent> events) {
        Path path = folder.resolve(name);
        try (Journal journal = Journal.open(path, () -> atMillis)) {
            events.forEach(journal::write);
        }
        return path;
    }

    @Test
    void findsRunsEqualThatDifferInTimesAndLatencies() {
        Path first = journal("a", 1, SampleRun.events(0.7));
        Path second = journal("b", 999, SampleRun.events(0.6));

        assertThat(JournalComparison.firstDifference(first, second)).isEmpty();
    }

    @Test
    void showsTheFirstLineThatDiffers() {
        Path first = journal("a", 0, List.of(new ResultReported("x", Map.of("accuracy", 0.5))));
        Path second = journal("b", 0, List.of(new ResultReported("x", Map.of("accuracy", 0.25))));
        Path longer =
                journal("c", 0, List.of(new ResultReported("x", Map.of("accuracy", 0.5)), new RunEvent.Warned("w")));

        assertThat(JournalComparison.firstDifference(first, second))
                .hasValue(
                        "line 1:\n{\"sequence\":1,\"event\":\"result-reported\",\"subject\":\"x\",\"metrics\":{\"accuracy\":0.5}}\n"
                                + "{\"sequence\":1,\"event\":\"result-reported\",\"subject\":\"x\",\"metrics\":{\"accuracy\":0.25}}");
        assertThat(JournalComparison.firstDifference(first, longer))
                .hasValue("line 2:\n(no line)\n{\"sequence\":2,\"event\":\"warned\",\"message\":\"w\"}");
    }

    @Test
    void countsParametersEvenIfTheySpeakOfLatency() {
        Path first = journal("a", 0, List.of(new RunStarted("n", 1, "0", Map.of("reward.latencyExponent", "0.1"))));
        Path second = journal("b", 0, List.of(new RunStarted("n", 1, "0", Map.of("reward.latencyExponent", "0.2"))));

        assertThat(JournalComparison.firstDifference(first, second)).isPresent();
    }

    @Test
    void leavesOutMetricsThatAClockMeasured() {
        Path first =
                journal("a", 0, List.of(new ResultReported("x", Map.of("latencyNanos", 1.0, "trainingSeconds", 2.0))));

        assertThat(JournalComparison.withoutTimes(first))
                .containsExactly("{\"sequence\":1,\"event\":\"result-reported\",\"subject\":\"x\",\"metrics\":{}}");
    }
}
