package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.experiments.cli.ExitCode;
import io.espalier.models.runtime.OnnxRuntimeBuild;
import io.espalier.tracking.journal.JournalComparison;
import io.espalier.tracking.journal.JournalReader;
import io.espalier.tracking.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real search to which the operating system gives no more room: no file may grow beyond a size ({@code ulimit -f}), so that a write ends in its
 * middle, as on a full disk, and without the rights to make a small one.
 */
@Timeout(600)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no ulimit")
class FullDiskTest {

    private static final int BLOCK_BYTES = 512;

    private static final String[] SEARCH = {
        "search.episodes=9", "search.ddpg.start.random_episodes=3", "report.uniform=false", "workers=1"
    };

    @TempDir
    private static Path folder;

    private static SmallWorld world;
    private static RunFolder alone;

    @BeforeAll
    static void searchWithRoom() throws InterruptedException {
        world = SmallWorld.in(folder);
        Path log = folder.resolve("alone.log");
        Process process = SearchProcess.start(log, arguments(folder.resolve("alone")));
        assertThat(process.waitFor()).as(SearchProcess.said(log)).isZero();
        alone = runIn("alone");
    }

    /** The journal is what has outgrown the room first. */
    @Test
    void aJournalThatCannotGrowKeepsAllThatWasWritten() throws IOException, InterruptedException {
        long room = blocks(2 * Files.size(alone.journal()) / 3);
        RunFolder run = stoppedByTheSystem("journal", room);
        assertThat(Files.size(run.journal())).isBetween(room / 2, room);
        assertGoesOn("journal");
    }

    /** The journal has room to the end, the networks have not. */
    @Test
    void aNetworkThatCannotBeWrittenEndsTheRunAsFailed() throws IOException, InterruptedException {
        long room = blocks(3 * Files.size(alone.journal()) / 2);
        assertThat(Files.size(alone.prunedOnnx())).isGreaterThan(room);
        RunFolder run = stoppedByTheSystem("network", room);
        assertThat(Files.readString(run.journal()))
                .contains("\"status\":\"FAILED\",\"message\":\"cannot ")
                .endsWith(": File too large\"}\n");
        assertGoesOn("network");
    }

    private static long blocks(long bytes) {
        return bytes / BLOCK_BYTES * BLOCK_BYTES;
    }

    private static RunFolder runIn(String name) {
        return new RunFolder(SmallWorld.onlyRun(folder.resolve(name)));
    }

    private static List<String> arguments(Path runs, String... more) {
        List<String> arguments = new ArrayList<>(List.of(world.config().toString(), "runs=" + runs));
        arguments.addAll(Arrays.asList(SEARCH));
        arguments.addAll(Arrays.asList(more));
        return arguments;
    }

    /** Everything up to the refusal is there, and the user is told in one line what could not be written and why. */
    private static RunFolder stoppedByTheSystem(String name, long room) throws IOException, InterruptedException {
        Path log = folder.resolve(name + ".log");
        assertThat(startWithin(room, log, arguments(folder.resolve(name))).waitFor())
                .as(SearchProcess.said(log))
                .isEqualTo(ExitCode.FAILURE);
        RunFolder run = runIn(name);
        assertThat(SearchProcess.said(log).lines().filter(line -> line.startsWith("espalier: ")))
                .as(SearchProcess.said(log))
                .singleElement()
                .asString()
                .startsWith("espalier: cannot ")
                .contains(run.path().toString())
                .endsWith(": File too large");
        assertThat(SearchProcess.said(log)).doesNotContain("\tat ");
        assertThat(Files.readString(run.journal())).endsWith("}\n");
        List<String> whole = JournalComparison.withoutTimes(alone.journal());
        List<String> begun = JournalComparison.withoutTimes(run.journal()).stream()
                .filter(line -> !line.contains("\"event\":\"run-finished\""))
                .toList();
        assertThat(begun).hasSizeBetween(4, whole.size() - 1);
        assertThat(begun.subList(1, begun.size())).isEqualTo(whole.subList(1, begun.size()));
        try (var files = Files.list(run.path())) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(file -> file.endsWith(".part"));
        }
        return run;
    }

    private static void assertGoesOn(String name) throws IOException, InterruptedException {
        RunFolder run = runIn(name);
        byte[] before = Files.readAllBytes(run.journal());
        Path log = folder.resolve(name + ".log");
        Process process = SearchProcess.start(
                log, arguments(folder.resolve(name), "--resume", run.path().toString()));
        assertThat(process.waitFor()).as(SearchProcess.said(log)).isZero();
        byte[] after = Files.readAllBytes(run.journal());
        assertThat(Arrays.copyOf(after, before.length)).isEqualTo(before);
        assertThat(JournalReader.completed(run.journal())).isTrue();
        assertThat(run.policy()).hasSameBinaryContentAs(alone.policy());
        assertThat(run.actor()).hasSameBinaryContentAs(alone.actor());
        assertThat(run.prunedOnnx()).hasSameBinaryContentAs(alone.prunedOnnx());
        assertThat(run.scores()).hasSameBinaryContentAs(alone.scores());
    }

    /** Java starts with its libraries unpacked and without its file of statistics, which have no room either. */
    private static Process startWithin(long room, Path log, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("search"));
        command.addAll(arguments);
        return SearchProcess.startBy(
                List.of("sh", "-c", "ulimit -f " + room / BLOCK_BYTES + " && exec \"$@\"", "sh"),
                log,
                List.of(
                        "-Xmx1g",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        OnnxRuntimeBuild.librariesOption(
                                OnnxRuntimeBuild.libraries().orElseThrow())),
                command,
                Map.of());
    }
}
