package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.experiments.cli.ExitCode;
import io.espalier.models.graph.TensorShape;
import io.espalier.models.onnx.OnnxCodec;
import io.espalier.models.zoo.ZooNetwork;
import io.espalier.tracking.journal.JournalReader;
import io.espalier.tracking.journal.RunEvent;
import io.espalier.tracking.manifest.Manifest;
import io.espalier.tracking.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --resume} refuses, and what it does with a run that has ended; {@link KilledSearchTest} shows that it goes on. */
class ResumeTest {

    private static final String[] SHORT = {"search.episodes=4", "search.ddpg.start.random_episodes=2"};

    @TempDir
    private static Path folder;

    private static SmallWorld world;
    private static RunFolder run;
    private static List<String> recorded;

    /** How many events are left when the run is said to have been stopped: up to the one episode of the second round. */
    private static int left;

    private static byte[] network;
    private static byte[] manifest;

    @BeforeAll
    static void search() throws IOException {
        world = SmallWorld.in(folder);
        SmallWorld.Result result = world.search(folder.resolve("runs"), SHORT);
        assertThat(result.exitCode()).as(result.err()).isZero();
        run = RunFolder.open(SmallWorld.onlyRun(folder.resolve("runs")));
        recorded = Files.readAllLines(run.journal());
        left = 1
                + IntStream.range(0, recorded.size())
                        .filter(i -> recorded.get(i).contains("\"event\":\"episode-finished\""))
                        .max()
                        .orElseThrow();
        network = Files.readAllBytes(world.network());
        manifest = Files.readAllBytes(run.manifest());
    }

    @BeforeEach
    void pretendItWasKilled() throws IOException {
        Files.write(world.network(), network);
        Files.write(run.manifest(), manifest);
        keep(recorded.subList(0, left));
    }

    @Test
    void doesNothingWithARunThatHasEnded() throws IOException {
        keep(recorded);
        SmallWorld.Result result = resume();
        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).contains("the run has ended, nothing is left to do: " + run.path());
        assertThat(Files.readAllLines(run.journal())).isEqualTo(recorded);
    }

    @Test
    void goesOnFromTheConfigOfTheRunWithOtherWorkersAndScoresNothingTwice() throws IOException {
        byte[] policy = Files.readAllBytes(run.policy());
        byte[] scores = Files.readAllBytes(run.scores());
        Files.delete(run.policy());
        SmallWorld.Result result = resume("workers=1");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).contains("resumed: what was recorded was done again in");
        assertThat(run.policy()).hasBinaryContent(policy);
        assertThat(run.scores()).hasBinaryContent(scores);
        assertThat(JournalReader.read(run.journal()).get(left).event()).isInstanceOf(RunEvent.RunResumed.class);
    }

    @Test
    void refusesEveryOtherConfigShowingTheKeysWithOldAndNewValue() throws IOException {
        refused(
                resume("budget.macs=0.4", "seed=6", "search.episodes=9"),
                "config must be what run " + run.name()
                        + " began with: budget.macs: 0.5 -> 0.4; search.episodes: 4 -> 9; seed: 5 -> 6");
        refused(world.search(folder.resolve("runs"), "--resume", run.path().toString()), "search.episodes: 4 -> 10");
    }

    @Test
    void refusesAnotherNetworkOtherImagesAndAnotherProgram() throws IOException {
        OnnxCodec.write(ZooNetwork.RESNET8.create(TensorShape.image(1, 28, 28), 10, 4), world.network());
        String digest = Manifest.read(run.manifest()).digests().get("network");
        refused(
                resume(),
                "program, data and machine must be what run " + run.name() + " began with: digests.network: " + digest
                        + " -> ");
        Files.writeString(
                run.manifest(), Files.readString(run.manifest()).replaceAll("\"openmp\" : \\d+", "\"openmp\" : 64"));
        refused(resume(), "; threads.openmp: 64 -> ");
    }

    @Test
    void stopsAtTheFirstEventThatComesOutOtherwiseAndLeavesTheRunAsItWas() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(run.journal()));
        lines.replaceAll(line -> line.replaceAll("(\"episode\":1,.*\"accuracy\":)[0-9.E-]+", "$10.123"));
        keep(lines);
        byte[] before = Files.readAllBytes(run.journal());
        SmallWorld.Result result = resume();
        assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(result.err())
                .containsPattern("event \\d of the journal must come out as it was recorded when a run is resumed:"
                        + " episode-finished.accuracy was 0.123 and is 0\\.\\d+; nothing was written");
        assertThat(run.journal()).hasBinaryContent(before);
    }

    @Test
    void refusesWhatIsNoRun() throws IOException {
        SmallWorld.Result result =
                SmallWorld.run("search", "--resume", folder.resolve("nowhere").toString());
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("run to resume must be a folder with a config.yaml: ");
        assertThat(SmallWorld.run("search").err()).contains("Missing required parameter: 'CONFIG'");
    }

    private void refused(SmallWorld.Result result, String message) throws IOException {
        assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains(message);
        assertThat(Files.readAllLines(run.journal())).hasSize(left);
    }

    private SmallWorld.Result resume(String... more) {
        return SmallWorld.run(
                Stream.concat(Stream.of("search", "--resume", run.path().toString()), Stream.of(more))
                        .toArray(String[]::new));
    }

    private void keep(List<String> lines) throws IOException {
        Files.writeString(run.journal(), String.join("\n", lines) + "\n");
    }
}
