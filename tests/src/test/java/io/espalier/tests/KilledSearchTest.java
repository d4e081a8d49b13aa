package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.experiments.cli.ExitCode;
import io.espalier.models.random.RandomKey;
import io.espalier.tracking.journal.JournalComparison;
import io.espalier.tracking.journal.JournalReader;
import io.espalier.tracking.journal.RunEvent;
import io.espalier.tracking.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One run, killed again and again at random moments of its life and resumed each time, against the same run that was left alone. Half of the
 * moments are drawn over the time of the run that was left alone, one in each of as many equal parts, so that they fall into everything that takes
 * time, the others in the same way over what it wrote, so that they fall into everything that is acknowledged: its rounds are over in a moment.
 */
class KilledSearchTest {

    private static final long SEED = 20;

    /** The last moments are left out, or a kill may come too late. */
    private static final double SHARE_OF_LIFE = 0.98;

    /** One of so many stops is by a signal that lets the program end in order, as Ctrl-C does; the others are {@code kill -9}. */
    private static final int STOPS_A_SIGTERM = 5;

    /** With 20 kills. */
    private static final int STOPS = 25;

    /** Every so many stops may come while a resumed process is still doing again what was done. */
    private static final int STOPS_A_REPETITION = 4;

    private static final String[] SEARCH = {
        "search.episodes=18",
        "search.candidates_per_round=3",
        "search.ddpg.start.random_episodes=6",
        "fine_tuning.epochs=2",
        "workers=2",
    };

    private static final String[] WITH_LATENCY = {
        "search.episodes=9",
        "search.ddpg.start.random_episodes=3",
        "latency.enabled=true",
        "latency.table.minutes=0.02",
        "latency.meter.search={rounds_per_block: 5, min_blocks: 2, max_blocks: 2, cap_millis: 300}",
        "latency.meter.report={rounds_per_block: 5, min_blocks: 2, max_blocks: 2, cap_millis: 300}",
    };

    /** Short races, of a network that was never trained: some plans are stopped, and some become the best one. */
    private static final String[] WITH_RACES = {
        "search.episodes=18",
        "search.candidates_per_round=3",
        "search.ddpg.start.random_episodes=9",
        "fine_tuning.epochs=1",
        "workers=2",
        "evaluation.batch=8",
        "evaluation.racing.enabled=true",
        "evaluation.racing.margin=0.05",
        "reward.form=accuracy",
        "reward.measure=confidence",
    };

    @TempDir
    private Path folder;

    private SmallWorld world;
    private Path log;

    /** What stood in the journal of the killed run: acknowledged, so it must stand there for good, the times included. */
    private byte[] acknowledged = {};

    @BeforeEach
    void layOut() {
        world = SmallWorld.in(folder);
        log = folder.resolve("log");
    }

    @Test
    @Timeout(900)
    void twentyKillsLoseNothingAndLeaveTheFilesOfTheRunThatWasLeftAlone() throws InterruptedException {
        Path alone = folder.resolve("alone");
        LifeOfARun life = leftAlone(alone, SEARCH);

        Path killed = folder.resolve("killed");
        Map<String, Integer> stops = stopAndResume(life, STOPS, killed, SEARCH);
        end(killed, SEARCH);
        acknowledge(killed);

        assertSame(alone, killed);
        assertThat(stops.keySet()).as("phases that were stopped in").hasSizeGreaterThanOrEqualTo(4);
        assertThat(events(killed)).anyMatch(RunEvent.RunResumed.class::isInstance);
        assertThat(folderOf(killed).checkpoint()).doesNotExist();
    }

    /** What is expected of a candidate is known from plans that were scored before the stop. */
    @Test
    @Timeout(900)
    void stopsBetweenRacesLeaveTheFilesToo() throws InterruptedException {
        Path alone = folder.resolve("alone");
        LifeOfARun life = leftAlone(alone, WITH_RACES);

        Path killed = folder.resolve("killed");
        stopAndResume(life, 6, killed, WITH_RACES);
        end(killed, WITH_RACES);
        acknowledge(killed);

        assertSame(alone, killed);
        assertThat(events(killed))
                .anyMatch(event -> event instanceof RunEvent.EpisodeFinished episode && episode.share() < 1);
        assertThat(events(killed).stream().filter(RunEvent.BestFound.class::isInstance))
                .hasSizeGreaterThan(1);
    }

    /** The blocks of the run that was left alone are measured again by nobody: the target is their record. */
    @Test
    @Timeout(900)
    void stopsWhileLatencyIsMeasuredLeaveTheFilesToo() throws InterruptedException {
        Path alone = folder.resolve("alone");
        LifeOfARun life = leftAlone(alone, WITH_LATENCY);

        Path killed = folder.resolve("killed");
        stopAndResume(life, 4, killed, WITH_LATENCY);
        end(killed, WITH_LATENCY);
        acknowledge(killed);
        String[] replay = Stream.concat(
                        Arrays.stream(WITH_LATENCY),
                        Stream.of("--replay-latency", folderOf(killed).path().toString()))
                .toArray(String[]::new);
        Path again = folder.resolve("again");
        end(again, replay);

        assertSame(again, killed);
        assertThat(folderOf(again).latency())
                .hasSameBinaryContentAs(folderOf(killed).latency());
        assertThat(folderOf(again).staircase())
                .hasSameBinaryContentAs(folderOf(killed).staircase());
    }

    private LifeOfARun leftAlone(Path runs, String... settings) throws InterruptedException {
        Process process = SearchProcess.start(log, begin(runs, settings));
        LifeOfARun life = LifeOfARun.watch(process, runs);
        assertThat(process.exitValue()).as(SearchProcess.said(log)).isZero();
        return life;
    }

    /** How often it was stopped behind each kind of event. */
    private Map<String, Integer> stopAndResume(LifeOfARun life, int times, Path runs, String... settings)
            throws InterruptedException {
        RandomGenerator random = RandomKey.of(SEED, "kills").generator();
        long[] moments = new long[times];
        Arrays.setAll(moments, i -> {
            double share = SHARE_OF_LIFE * (i + random.nextDouble()) / times;
            return i % 2 == 0 ? Math.round(life.millis() * share) : life.whenWritten(share);
        });
        Arrays.sort(moments);
        Map<String, Integer> stops = new TreeMap<>();
        for (int i = 0; i < times; i++) {
            Process process = SearchProcess.start(log, onwards(runs, settings));
            try {
                life.await(process, runs, moments[i], i % STOPS_A_REPETITION != 0);
                acknowledge(runs);
            } finally {
                stop(process, i % STOPS_A_SIGTERM == STOPS_A_SIGTERM - 1);
            }
            assertThat(process.exitValue()).as(SearchProcess.said(log)).isNotEqualTo(ExitCode.FAILURE);
            acknowledge(runs);
            stops.merge(lastEvent(runs), 1, Integer::sum);
        }
        return stops;
    }

    /** What was acknowledged is there, byte for byte, and so is now what is behind it. */
    private void acknowledge(Path runs) {
        byte[] journal = wholeLines(runs);
        assertThat(journal).hasSizeGreaterThanOrEqualTo(acknowledged.length);
        assertThat(Arrays.copyOf(journal, acknowledged.length)).isEqualTo(acknowledged);
        acknowledged = journal;
    }

    /** A last line without its line feed is not acknowledged: its writing has not returned. */
    private static byte[] wholeLines(Path runs) {
        if (!Files.isDirectory(runs) || !Files.exists(folderOf(runs).journal())) {
            return new byte[0];
        }
        try {
            byte[] bytes = Files.readAllBytes(folderOf(runs).journal());
            int length = bytes.length;
            while (length > 0 && bytes[length - 1] != '\n') {
                length--;
            }
            return Arrays.copyOf(bytes, length);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the journal below " + runs, e);
        }
    }

    private static void stop(Process process, boolean inOrder) throws InterruptedException {
        if (inOrder) {
            process.destroy();
            process.waitFor(60, TimeUnit.SECONDS);
        }
        process.destroyForcibly().waitFor();
    }

    private void end(Path runs, String... settings) throws InterruptedException {
        Process process = SearchProcess.start(log, onwards(runs, settings));
        assertThat(process.waitFor()).as(SearchProcess.said(log)).isZero();
    }

    /** A run that has no config yet has not begun. */
    private List<String> onwards(Path runs, String... settings) {
        List<String> arguments = begin(runs, settings);
        if (Files.isDirectory(runs) && Files.exists(folderOf(runs).config())) {
            arguments.addAll(List.of("--resume", folderOf(runs).path().toString()));
        }
        return arguments;
    }

    private List<String> begin(Path runs, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(world.config().toString(), "runs=" + runs));
        arguments.addAll(List.of(settings));
        return arguments;
    }

    private static void assertSame(Path alone, Path killed) {
        RunFolder left = folderOf(alone);
        RunFolder right = folderOf(killed);
        assertThat(withoutConfig(right)).isEqualTo(withoutConfig(left));
        assertThat(right.policy()).hasSameBinaryContentAs(left.policy());
        assertThat(right.actor()).hasSameBinaryContentAs(left.actor());
        assertThat(right.prunedOnnx()).hasSameBinaryContentAs(left.prunedOnnx());
        assertThat(right.scores()).hasSameBinaryContentAs(left.scores());
    }

    /** The config names the folder of runs, which is not the same. */
    private static List<String> withoutConfig(RunFolder run) {
        return JournalComparison.withoutTimes(run.journal()).stream().skip(1).toList();
    }

    private static RunFolder folderOf(Path runs) {
        return new RunFolder(SmallWorld.onlyRun(runs));
    }

    private static String lastEvent(Path runs) {
        if (!Files.isDirectory(runs) || !Files.exists(folderOf(runs).journal())) {
            return "nothing";
        }
        List<RunEvent> events = events(runs);
        return events.isEmpty()
                ? "nothing"
                : events.get(events.size() - 1).getClass().getSimpleName();
    }

    private static List<RunEvent> events(Path runs) {
        return JournalReader.read(folderOf(runs).journal()).stream()
                .map(stamped -> stamped.event())
                .toList();
    }
}
