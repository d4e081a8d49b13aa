package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.tracking.journal.JournalReader;
import io.espalier.tracking.journal.RunEvent;
import io.espalier.tracking.journal.StampedEvent;
import io.espalier.tracking.manifest.Manifest;
import io.espalier.tracking.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search that really measures, in a process of its own, and the same search with the latencies that the first recorded. */
class LatencyReplayTest {

    /** Measures as little as can be: what is shown here does not depend on how well. */
    private static final String[] BRIEFLY = {
        "search.episodes=6",
        "search.ddpg.start.random_episodes=3",
        "latency.enabled=true",
        "latency.table.minutes=0.02",
        "latency.meter.search={rounds_per_block: 5, min_blocks: 2, max_blocks: 2, cap_millis: 300}",
        "latency.meter.report={rounds_per_block: 5, min_blocks: 2, max_blocks: 2, cap_millis: 300}",
    };

    @TempDir
    private static Path folder;

    private static SmallWorld world;
    private static RunFolder run;

    @BeforeAll
    static void searchAndMeasure() {
        world = SmallWorld.in(folder);
        run = search("runs", "workers=2");
    }

    @Test
    void theReplayGivesThePolicyTheActorAndTheNetworkBitForBitWithAnyNumberOfWorkers() {
        RunFolder again =
                search("again", "workers=1", "--replay-latency", run.path().toString());
        assertThat(again.policy()).hasSameBinaryContentAs(run.policy());
        assertThat(again.actor()).hasSameBinaryContentAs(run.actor());
        assertThat(again.prunedOnnx()).hasSameBinaryContentAs(run.prunedOnnx());
        assertThat(again.staircase()).hasSameBinaryContentAs(run.staircase());
        assertThat(again.latency()).hasSameBinaryContentAs(run.latency());
        assertThat(withoutTimes(again)).isEqualTo(withoutTimes(run));
    }

    @Test
    void theBestPlanWasMeasuredAndTheJournalSaysOfEveryLatencyWhenceItIs() throws IOException {
        List<RunEvent.EpisodeFinished> episodes = only(RunEvent.EpisodeFinished.class);
        assertThat(episodes).hasSize(6).allSatisfy(episode -> assertThat(episode.latency())
                .get()
                .satisfies(latency -> assertThat(latency.source()).isIn("measured", "predicted")));
        int best = Integer.parseInt(Files.readString(run.policy()).replaceAll("(?s).*\"episode\" *: *(\\d+).*", "$1"));
        assertThat(episodes.get(best).latency().orElseThrow().source()).isEqualTo("measured");
        String fingerprint = only(RunEvent.LatencyTableBuilt.class).get(0).fingerprint();
        assertThat(episodes.get(best).latency().orElseThrow().fingerprint()).isEqualTo(fingerprint);
        assertThat(Manifest.read(run.manifest()).machine().target()).startsWith(fingerprint + "; ");
        assertThat(only(RunEvent.PlanConfirmed.class)).isNotEmpty().allSatisfy(confirmed -> assertThat(
                        confirmed.latency().source())
                .isEqualTo("measured"));
        assertThat(only(RunEvent.ResultReported.class)).allSatisfy(result -> assertThat(result.metrics())
                .containsKeys("latency_ratio", "latency_ratio_lower", "latency_noise_floor"));
    }

    @Test
    void aReplayThatAsksForSomethingElseIsRefusedNamingTheBlock() {
        SmallWorld.Result other = world.search(
                folder.resolve("other"),
                with("seed=6", "--replay-latency", run.path().toString()));
        assertThat(other.exitCode()).isNotZero();
        assertThat(other.err())
                .containsPattern("espalier: block '[^']+' (is not in the recording|was recorded of other)");
    }

    @Test
    void aRunWithoutRecordedLatenciesCannotBeReplayed() {
        SmallWorld.Result refused = world.search(folder.resolve("none"), with("--replay-latency", folder.toString()));
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("--replay-latency must name a run that recorded latencies");
    }

    private static RunFolder search(String runs, String... more) {
        SmallWorld.Result result = world.search(folder.resolve(runs), with(more));
        assertThat(result.exitCode()).as(result.err()).isZero();
        return RunFolder.open(SmallWorld.onlyRun(folder.resolve(runs)));
    }

    private static String[] with(String... more) {
        return Stream.concat(Arrays.stream(BRIEFLY), Arrays.stream(more)).toArray(String[]::new);
    }

    /** The first event names the folder, the last but one says how long everything took. */
    private static List<RunEvent> withoutTimes(RunFolder run) {
        return events(run).stream()
                .filter(event -> !(event instanceof RunEvent.RunStarted) && !(event instanceof RunEvent.TimeSpent))
                .map(event -> event instanceof RunEvent.RoundFinished round ? untimed(round) : event)
                .toList();
    }

    private static RunEvent untimed(RunEvent.RoundFinished round) {
        Map<String, Double> metrics = new TreeMap<>(round.metrics());
        metrics.keySet().removeIf(name -> name.endsWith("_seconds"));
        return new RunEvent.RoundFinished(round.round(), metrics);
    }

    private static <E extends RunEvent> List<E> only(Class<E> type) {
        return events(run).stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static List<RunEvent> events(RunFolder of) {
        return JournalReader.read(of.journal()).stream()
                .map(StampedEvent::event)
                .toList();
    }
}
