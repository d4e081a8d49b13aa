package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.experiments.cli.ExitCode;
import io.espalier.experiments.cli.Main;
import io.espalier.tracking.journal.JournalReader;
import io.espalier.tracking.journal.RunEvent;
import io.espalier.tracking.journal.StampedEvent;
import io.espalier.tracking.run.RunFolder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C on a real process in the middle of a search. */
class InterruptedSearchTest {

    /** Start, profile and a few rounds on a busy machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** A background job hands an ignored SIGINT down to its children, and Java leaves an ignored signal alone; this hands on the default. */
    private static final String HEARS_SIGINT =
            "import os,signal,sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])";

    @TempDir
    private Path folder;

    @Test
    @Timeout(600)
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "sends SIGINT with kill")
    void leavesAReadableRunAndExitsWith130() throws IOException, InterruptedException {
        SmallWorld world = SmallWorld.in(folder);
        Path runs = folder.resolve("runs");
        Process search = start(world, runs);
        try {
            awaitEpisode(search, runs);
            assertThat(new ProcessBuilder("kill", "-INT", String.valueOf(search.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            assertThat(search.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            search.destroyForcibly();
        }
        assertThat(search.exitValue()).isEqualTo(ExitCode.INTERRUPTED);
        List<RunEvent> events = events(runs);
        assertThat(events.get(events.size() - 1))
                .isEqualTo(new RunEvent.RunFinished(RunEvent.Status.INTERRUPTED, "stopped by the user"));
        assertThat(events.stream().filter(RunEvent.EpisodeFinished.class::isInstance))
                .isNotEmpty();
    }

    private Process start(SmallWorld world, Path runs) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                "python3",
                "-c",
                HEARS_SIGINT,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                Main.class.getName(),
                "search",
                world.config().toString(),
                "runs=" + runs,
                "search.episodes=100000");
        // Not as an argument: ONNX Runtime does not load in a process whose command line is longer than 4 KB.
        builder.environment()
                .put(
                        "CLASSPATH",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        File log = folder.resolve("search.log").toFile();
        return builder.redirectErrorStream(true).redirectOutput(log).start();
    }

    private void awaitEpisode(Process search, Path runs) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (!hasEpisode(runs)) {
            assertThat(search.isAlive()).as(this::log).isTrue();
            assertThat(Instant.now()).as(this::log).isBefore(end);
            search.waitFor(200, TimeUnit.MILLISECONDS);
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("search.log"));
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    private static boolean hasEpisode(Path runs) {
        File[] found = runs.toFile().listFiles();
        return found != null
                && found.length > 0
                && Files.exists(new RunFolder(found[0].toPath()).journal())
                && events(runs).stream().anyMatch(RunEvent.EpisodeFinished.class::isInstance);
    }

    private static List<RunEvent> events(Path runs) {
        return JournalReader.read(RunFolder.open(SmallWorld.onlyRun(runs)).journal()).stream()
                .map(StampedEvent::event)
                .toList();
    }
}
