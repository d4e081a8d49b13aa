package io.espalier.tracking.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.tracking.journal.RunEvent.Warned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("journal.ndjson");
    }

    private void write(Path path, long atMillis, List<RunEvent> events) {
        try (Journal journal = Journal.open(path, () -> atMillis)) {
            events.forEach(journal::write);
        }
    }

    @Test
    void givesBackWhatWasWritten() {
        write(file, 1234, SampleRun.events(0.7));

        List<StampedEvent> read = JournalReader.read(file);

        assertThat(read).extracting(StampedEvent::event).isEqualTo(SampleRun.events(0.7));
        assertThat(read)
                .extracting(StampedEvent::sequence)
                .isEqualTo(java.util.stream.LongStream.rangeClosed(1, read.size())
                        .boxed()
                        .toList());
        assertThat(read).extracting(StampedEvent::atMillis).containsOnly(1234L);
    }

    @Test
    void writesOneLineOfJsonWithFieldsInAFixedOrder() {
        write(
                file,
                5,
                List.of(SampleRun.events(0.5).get(3), SampleRun.events(0.5).get(4)));

        assertThat(file)
                .hasContent("{\"sequence\":1,\"atMillis\":5,\"event\":\"episode-finished\",\"round\":0,\"episode\":0,"
                        + "\"agent\":\"ddpg\",\"reward\":0.75,\"best\":0.875,\"accuracy\":0.8,\"loss\":0.625,\"share\":0.25,\"macsFraction\":0.5,\"parametersFraction\":0.375,"
                        + "\"latency\":{\"source\":\"measured\",\"ratio\":0.5,\"lower\":0.49,\"upper\":0.51,"
                        + "\"rounds\":40,\"fingerprint\":\"0123456789ab\"},"
                        + "\"plan\":{\"conv1\":[0],\"conv2\":[1,3]}}\n"
                        + "{\"sequence\":2,\"atMillis\":5,\"event\":\"episode-finished\",\"round\":0,\"episode\":1,"
                        + "\"agent\":\"uniform\",\"reward\":0.75,\"best\":0.875,\"accuracy\":0.8,\"loss\":0.625,\"share\":0.25,\"macsFraction\":0.5,\"parametersFraction\":0.375,"
                        + "\"latency\":null,\"plan\":{\"conv1\":[0],\"conv2\":[1,3]}}\n");
    }

    @Test
    void goesOnWhereItStopped() {
        write(file, 1, List.of(new Warned("first")));
        write(file, 2, List.of(new Warned("second")));

        assertThat(JournalReader.read(file))
                .containsExactly(
                        new StampedEvent(1, 1, new Warned("first")), new StampedEvent(2, 2, new Warned("second")));
    }

    @Test
    void isReadableAfterEveryEventThatWasAcknowledged() {
        try (Journal journal = Journal.open(file, () -> 0)) {
            for (int i = 1; i <= 3; i++) {
                journal.write(new Warned("w" + i));
                assertThat(JournalReader.read(file)).hasSize(i);
            }
        }
    }

    /** Whatever byte a kill stopped the writing at, the events before it are read, and the next opening cuts the rest. */
    @Test
    void losesOnlyTheTornLineWhereverItIsTorn() throws IOException {
        write(file, 1, List.of(new Warned("kept"), new Warned("torn")));
        byte[] whole = Files.readAllBytes(file);
        int firstLine = new String(whole, java.nio.charset.StandardCharsets.UTF_8).indexOf('\n') + 1;

        for (int length = firstLine; length < whole.length; length++) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertThat(JournalReader.read(file)).extracting(StampedEvent::event).containsExactly(new Warned("kept"));
            write(file, 1, List.of(new Warned("next")));
            assertThat(JournalReader.read(file))
                    .extracting(StampedEvent::event)
                    .containsExactly(new Warned("kept"), new Warned("next"));
        }
    }

    @Test
    void refusesASecondWriter() {
        try (Journal journal = Journal.open(file, () -> 0)) {
            assertThatThrownBy(() -> Journal.open(file, () -> 0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("journal must have one writer: " + file + " is being written by another");
            journal.write(new Warned("still open"));
        }
        assertThat(JournalReader.read(file)).hasSize(1);
    }

    @Test
    void refusesAnEventAfterClosing() {
        Journal journal = Journal.open(file, () -> 0);
        journal.close();

        assertThatThrownBy(() -> journal.write(new Warned("late")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("journal must be open: " + file + " is closed");
    }

    @Test
    void writesEvenWhenTheThreadWasInterrupted() {
        try (Journal journal = Journal.open(file, () -> 0)) {
            Thread.currentThread().interrupt();
            journal.write(new Warned("interrupted"));
            assertThat(Thread.interrupted()).isTrue();
            journal.write(new Warned("and after"));
        }
        assertThat(JournalReader.read(file)).hasSize(2);
    }

    @Test
    void keepsTheLinesOfManyThreadsApart() throws InterruptedException {
        try (Journal journal = Journal.open(file, () -> 0)) {
            List<Thread> writers = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                Thread writer =
                        new Thread(() -> IntStream.range(0, 25).forEach(i -> journal.write(new Warned("w" + i))));
                writers.add(writer);
                writer.start();
            }
            for (Thread writer : writers) {
                writer.join();
            }
        }
        assertThat(JournalReader.read(file)).hasSize(100);
    }

    @Test
    void tailReturnsWhatWasAddedInPortions() {
        JournalTail tail = new JournalTail(file);
        try (Journal journal = Journal.open(file, () -> 0)) {
            assertThat(tail.next(10)).isEmpty();
            for (int i = 0; i < 5; i++) {
                journal.write(new Warned("w" + i));
            }
            assertThat(tail.next(3)).extracting(StampedEvent::sequence).containsExactly(1L, 2L, 3L);
            assertThat(tail.next(3)).extracting(StampedEvent::sequence).containsExactly(4L, 5L);
            assertThat(tail.next(3)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65_500, 65_536, 200_000})
    void readsLinesOfAnyLength(int length) {
        List<RunEvent> events = List.of(new Warned("ä".repeat(length)), new Warned("b"));
        write(file, 0, events);

        assertThat(JournalReader.read(file)).extracting(StampedEvent::event).isEqualTo(events);
    }

    @Test
    void saysWhereALineIsNotAnEvent() throws IOException {
        write(file, 0, List.of(new Warned("good")));

        refuses("{\"sequence\":2,\"atMillis\":0,\"event\":\"pruned\"}", "unknown event \"pruned\"");
        refuses("{\"sequence\":2,\"atMillis\":0,\"message\":\"\"}", "field \"event\" is missing");
        refuses(
                "{\"sequence\":2,\"atMillis\":0,\"event\":\"warned\",\"message\":\"\",\"loud\":1}",
                "unknown field \"loud\" of Warned");
        refuses("{\"sequence\":2,\"atMillis\":0,\"event\":\"warned\"}", "Missing creator property 'message'");
        refuses(
                "{\"sequence\":4,\"atMillis\":0,\"event\":\"warned\",\"message\":\"\"}",
                "field \"sequence\" must be 2: 4");
        refuses(
                "{\"atMillis\":0,\"event\":\"warned\",\"message\":\"\"}",
                "field \"sequence\" must be a whole number: null");
        refuses("[]", "not a JSON object");
        refuses(
                "{\"sequence\":2,\"atMillis\":0,\"event\":\"epoch-finished\",\"phase\":\"p\",\"epoch\":0,\"loss\":1.0,\"accuracy\":2.0}",
                "EpochFinished.accuracy must be in [0, 1]: 2.0");
    }

    private void refuses(String line, String reason) throws IOException {
        List<String> before = Files.readAllLines(file);
        Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> JournalReader.read(file))
                .hasMessage("cannot read journal " + file + ": line 2: " + reason);
        assertThatThrownBy(() -> Journal.open(file, () -> 0))
                .hasMessage("cannot read journal " + file + ": line 2: " + reason);
        Files.write(file, before);
    }
}
