package io.espalier.tracking.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.tracking.journal.RunEvent.Warned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that writes a journal, three times over, as a machine's memory guard or {@code kill -9} would. */
class JournalKillTest {

    private static final int ACKNOWLEDGED_BEFORE_THE_KILL = 30;

    @TempDir
    Path folder;

    @Test
    void keepsEveryEventThatWasAcknowledged() throws IOException, InterruptedException {
        Path file = folder.resolve("journal.ndjson");
        long last = 0;
        for (int life = 0; life < 3; life++) {
            last = writeUntilKilled(file);
            List<StampedEvent> events = JournalReader.read(file);
            assertThat(events.size()).isGreaterThanOrEqualTo((int) last);
        }
        assertThat(last).isGreaterThanOrEqualTo(3 * ACKNOWLEDGED_BEFORE_THE_KILL);
    }

    /** The number of the last event that the process told us was written. */
    private long writeUntilKilled(Path file) throws IOException, InterruptedException {
        Path told = Files.createTempFile(folder, "told", ".txt");
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(told.toFile())
                .start();
        while (wholeLines(told).size() < ACKNOWLEDGED_BEFORE_THE_KILL) {
            assertThat(writer.waitFor(5, TimeUnit.MILLISECONDS))
                    .as("writer ended by itself")
                    .isFalse();
        }
        assertThat(writer.destroyForcibly().waitFor(20, TimeUnit.SECONDS)).isTrue();
        List<String> lines = wholeLines(told);
        return Long.parseLong(lines.get(lines.size() - 1));
    }

    private static List<String> wholeLines(Path file) throws IOException {
        String text = Files.readString(file);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    /** Writes events until it is killed, and prints the number of each when it is acknowledged. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) {
            try (Journal journal = Journal.open(Path.of(arguments[0]), System::currentTimeMillis)) {
                while (true) {
                    System.out.println(
                            journal.write(new Warned("x".repeat(2000))).sequence());
                }
            }
        }
    }
}
