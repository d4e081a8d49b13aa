package io.espalier.tracking.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.tracking.journal.Journal;
import io.espalier.tracking.journal.RunEvent;
import io.espalier.tracking.journal.RunEvent.ArtifactWritten;
import io.espalier.tracking.journal.RunEvent.EpochFinished;
import io.espalier.tracking.journal.RunEvent.ProfileFinished;
import io.espalier.tracking.journal.RunEvent.RunFinished;
import io.espalier.tracking.journal.RunEvent.RunStarted;
import io.espalier.tracking.journal.RunEvent.Status;
import io.espalier.tracking.journal.SampleRun;
import io.espalier.tracking.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Runs against a real MLflow server, which the build installs; left out of quick builds. */
@EnabledIfSystemProperty(named = "espalier.mlflow.venv", matches = ".+")
class MlflowServerTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path serverFolder;

    private static MlflowProcess server;

    @TempDir
    Path runs;

    private final List<String> messages = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        server = MlflowProcess.start(Path.of(System.getProperty("espalier.mlflow.venv")), serverFolder);
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    private static MlflowSettings settings() {
        return MlflowSettings.of(server.address().toString())
                .withLimits(
                        MlflowLimits.DEFAULTS.withCall(Duration.ofSeconds(60)).withClose(Duration.ofSeconds(60)));
    }

    private RunFolder sampleRun() throws IOException {
        RunFolder folder = RunFolder.create(runs, "fashion", "0a1b", 7);
        Files.writeString(folder.config(), "name: fashion\n");
        Files.write(folder.policy(), new byte[] {0, 1, -1, 127, '\n'});
        return folder;
    }

    private static JsonNode run(String runId) throws IOException, InterruptedException {
        return JSON.readTree(
                        server.get("/api/2.0/mlflow/runs/get?run_id=" + runId).body())
                .get("run");
    }

    private static Map<String, String> pairs(JsonNode list) {
        Map<String, String> map = new TreeMap<>();
        list.forEach(pair -> map.put(pair.get("key").asText(), pair.get("value").asText()));
        return map;
    }

    /** {@code "step@time=value"} for each point the server has. */
    private static List<String> history(String runId, String metric) throws IOException, InterruptedException {
        JsonNode points = JSON.readTree(
                        server.get("/api/2.0/mlflow/metrics/get-history?run_id=" + runId + "&metric_key=" + metric)
                                .body())
                .path("metrics");
        return StreamSupport.stream(points.spliterator(), false)
                .map(point -> point.path("step").asText("0") + "@"
                        + point.get("timestamp").asText() + "="
                        + point.get("value").asDouble())
                .sorted()
                .toList();
    }

    @Test
    void hasEverythingThatAFollowedRunSaid() throws IOException, InterruptedException {
        RunFolder folder = sampleRun();
        try (Journal journal = Journal.open(folder.journal(), () -> 1000);
                MlflowFollower follower = MlflowFollower.follow(folder, settings(), messages::add)) {
            for (RunEvent event : SampleRun.events(0.75)) {
                journal.write(event);
                Thread.sleep(50);
            }
            assertThat(follower.hasFailed()).isFalse();
        }
        assertThat(messages).isEmpty();
        String runId = MlflowProgress.read(folder.mlflow())
                .to(server.address().toString())
                .orElseThrow()
                .runId();
        JsonNode run = run(runId);
        assertThat(run.at("/info/status").asText()).isEqualTo("FINISHED");
        assertThat(run.at("/info/run_name").asText()).isEqualTo("fashion-0a1b-7");
        assertThat(run.at("/info/start_time").asLong()).isEqualTo(1000);
        assertThat(run.at("/info/end_time").asLong()).isEqualTo(1000);
        assertThat(pairs(run.at("/data/params")))
                .isEqualTo(Map.of(
                        "name", "fashion",
                        "seed", "7",
                        "configHash", "0a1b",
                        "budget.macs", "0.5",
                        "reward.latencyExponent", "0.1"));
        assertThat(pairs(run.at("/data/tags")))
                .containsEntry("espalier.folder", "fashion-0a1b-7")
                .containsEntry("espalier.status", "COMPLETED")
                .containsEntry("mlflow.note.content", "a **sample**")
                .containsEntry("espalier.warning.13", "the machine is noisy");
        assertThat(history(runId, "episode/ddpg/reward")).containsExactly("0@1000=0.75");
        assertThat(history(runId, "episode/ddpg/latencyRatio")).containsExactly("0@1000=0.75");
        assertThat(history(runId, "episode/uniform/accuracy")).containsExactly("1@1000=0.8");
        assertThat(history(runId, "epoch/fine-tuning.learned/loss")).containsExactly("0@1000=0.5");
        assertThat(history(runId, "best/ratio/conv2")).containsExactly("0@1000=0.5");
        assertThat(history(runId, "round/criticLoss")).containsExactly("0@1000=0.125");
        assertThat(history(runId, "result/learned/testAccuracy")).containsExactly("0@1000=0.9");
        assertThat(history(runId, "profile/conv1/macsShare")).containsExactly("0@1000=0.25");
        Path stored = storedArtifacts(run);
        assertThat(stored.resolve("policy.json")).hasSameBinaryContentAs(folder.policy());
        assertThat(stored.resolve("config.yaml")).hasSameBinaryContentAs(folder.config());
        assertThat(stored.resolve("journal.ndjson")).hasSameBinaryContentAs(folder.journal());
    }

    private static Path storedArtifacts(JsonNode run) {
        String uri = run.at("/info/artifact_uri").asText();
        assertThat(uri).startsWith("mlflow-artifacts:/");
        return serverFolder.resolve("artifacts").resolve(uri.substring("mlflow-artifacts:/".length()));
    }

    @Test
    void hasNothingTwiceHoweverOftenItIsTold() throws IOException, InterruptedException {
        RunFolder folder = sampleRun();
        long[] clock = {2000};
        try (Journal journal = Journal.open(folder.journal(), () -> clock[0]++)) {
            journal.write(new RunStarted("fashion", 7, "0a1b", Map.of("empty", "")));
            IntStream.range(0, 3).forEach(i -> journal.write(SampleRun.episode(i, "ddpg", Optional.empty())));
        }
        String runId = MlflowFollower.sync(folder, settings(), messages::add);
        List<String> once = history(runId, "episode/ddpg/reward");
        assertThat(once).hasSize(3);

        assertThat(MlflowFollower.sync(folder, settings(), messages::add)).isEqualTo(runId);
        assertThat(history(runId, "episode/ddpg/reward")).isEqualTo(once);

        // A folder that was copied without the record of what was sent tells everything again, to the same run.
        Files.delete(folder.mlflow());
        assertThat(MlflowFollower.sync(folder, settings(), messages::add)).isEqualTo(runId);
        assertThat(history(runId, "episode/ddpg/reward")).isEqualTo(once);
        assertThat(run(runId).at("/info/status").asText()).isEqualTo("RUNNING");

        try (Journal journal = Journal.open(folder.journal(), () -> clock[0]++)) {
            journal.write(SampleRun.episode(3, "ddpg", Optional.empty()));
            journal.write(new RunFinished(Status.INTERRUPTED, "by the user"));
        }
        assertThat(MlflowFollower.sync(folder, settings(), messages::add)).isEqualTo(runId);
        assertThat(history(runId, "episode/ddpg/reward")).hasSize(4).containsAll(once);
        assertThat(run(runId).at("/info/status").asText()).isEqualTo("KILLED");
        assertThat(messages).isEmpty();
    }

    /** The run and the training below it, which the failure came into, end and go on together. */
    @Test
    void aRunThatFailsIsFailedAndWhenItIsResumedItIsFinished() throws IOException, InterruptedException {
        RunFolder folder = sampleRun();
        AtomicLong clock = new AtomicLong(4000);
        try (Journal journal = Journal.open(folder.journal(), clock::getAndIncrement)) {
            journal.write(new RunStarted("fashion", 8, "0a1b", Map.of("fine_tuning.epochs", "2", "workers", "1")));
            journal.write(new EpochFinished("fine-tuning.learned", 0, 0.5, 0.75));
            journal.write(new RunFinished(Status.FAILED, "disk full"));
        }
        String runId = MlflowFollower.sync(folder, settings(), messages::add);
        assertThat(run(runId).at("/info/status").asText()).isEqualTo("FAILED");
        assertThat(run(runId).at("/info/end_time").asLong()).isEqualTo(4002);
        assertThat(pairs(run(runId).at("/data/tags"))).containsEntry("espalier.message", "disk full");
        JsonNode training = training(runId);
        assertThat(training.at("/info/status").asText()).isEqualTo("FAILED");
        assertThat(pairs(training.at("/data/params")))
                .isEqualTo(Map.of("name", "fashion", "seed", "8", "configHash", "0a1b", "fine_tuning.epochs", "2"));

        try (Journal journal = Journal.open(folder.journal(), clock::getAndIncrement)) {
            journal.write(new RunEvent.RunResumed(Map.of("seconds", 1.0)));
            MlflowFollower.sync(folder, settings(), messages::add);
            assertThat(run(runId).at("/info/status").asText()).isEqualTo("RUNNING");
            assertThat(training(runId).at("/info/status").asText()).isEqualTo("RUNNING");
            journal.write(new EpochFinished("fine-tuning.learned", 1, 0.25, 0.875));
            journal.write(new RunEvent.ResultReported("learned", Map.of("test_accuracy", 0.9)));
            journal.write(new RunFinished(Status.COMPLETED, ""));
        }
        Files.delete(folder.mlflow());
        assertThat(MlflowFollower.sync(folder, settings(), messages::add)).isEqualTo(runId);

        assertThat(run(runId).at("/info/status").asText()).isEqualTo("FINISHED");
        assertThat(run(runId).at("/info/end_time").asLong()).isEqualTo(4006);
        JsonNode ended = training(runId);
        assertThat(ended.at("/info/run_id")).isEqualTo(training.at("/info/run_id"));
        assertThat(ended.at("/info/status").asText()).isEqualTo("FINISHED");
        assertThat(ended.at("/info/end_time").asLong()).isEqualTo(4005);
        String trainingId = ended.at("/info/run_id").asText();
        assertThat(history(trainingId, "loss")).containsExactly("0@4001=0.5", "1@4004=0.25");
        assertThat(history(trainingId, "test_accuracy")).containsExactly("0@4005=0.9");
        assertThat(messages).isEmpty();
    }

    /** The only run below a run. */
    private static JsonNode training(String parent) throws IOException, InterruptedException {
        String found = server.post(
                        "/api/2.0/mlflow/runs/search",
                        "{\"experiment_ids\":[\"0\",\"1\"],\"filter\":\"tags.`mlflow.parentRunId` = '%s'\"}"
                                .formatted(parent))
                .body();
        JsonNode runs = JSON.readTree(found).path("runs");
        assertThat(runs).hasSize(1);
        return runs.get(0);
    }

    /** More metrics, parameters and text than one batch may hold, under names that a server refuses as they are. */
    @Test
    void takesWhatIsTooMuchOrNamedAmissForOneBatch() throws IOException, InterruptedException {
        RunFolder folder = sampleRun();
        Map<String, String> parameters = new TreeMap<>();
        IntStream.range(0, 250).forEach(i -> parameters.put("layer[" + i + "]:x//y", "v".repeat(7000)));
        parameters.put("a[1]", "bracket");
        parameters.put("a_1_", "underscore");
        Map<String, Double> facts = new TreeMap<>();
        IntStream.range(0, 2500).forEach(i -> facts.put("fact-" + i, (double) i));
        try (Journal journal = Journal.open(folder.journal(), () -> 3000)) {
            journal.write(new RunStarted("x".repeat(300), 7, "0a1b", parameters));
            journal.write(new ProfileFinished(Map.of("../:" + "g".repeat(300), facts, "small", facts)));
            journal.write(new ArtifactWritten("no such file"));
        }

        String runId = MlflowFollower.sync(folder, settings(), messages::add);

        JsonNode run = run(runId);
        Map<String, String> stored = pairs(run.at("/data/params"));
        assertThat(stored).hasSize(255);
        assertThat(stored.get("layer_7__x/_/y")).hasSize(6000).endsWith("…");
        assertThat(stored).containsValues("bracket", "underscore");
        assertThat(run.at("/data/metrics")).hasSize(5000);
        assertThat(history(runId, "profile/small/fact-2499")).containsExactly("0@3000=2499.0");
    }
}
