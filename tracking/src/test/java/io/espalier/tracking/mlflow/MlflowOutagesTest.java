package io.espalier.tracking.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.tracking.journal.Journal;
import io.espalier.tracking.journal.JournalReader;
import io.espalier.tracking.journal.RunEvent.RunFinished;
import io.espalier.tracking.journal.RunEvent.RunStarted;
import io.espalier.tracking.journal.RunEvent.Status;
import io.espalier.tracking.journal.SampleRun;
import io.espalier.tracking.mlflow.MlflowProxy.Fault;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A real MLflow server behind a proxy that spoils what goes through it, while a run is written and followed; left out of quick builds. The server that
 * dies is in {@link MlflowFaultsTest}.
 */
@EnabledIfSystemProperty(named = "espalier.mlflow.venv", matches = ".+")
@Timeout(300)
class MlflowOutagesTest {

    private static final int EPISODES = 400;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final MlflowLimits QUICK = MlflowLimits.DEFAULTS
            .withCall(Duration.ofSeconds(4))
            .withPoll(Duration.ofMillis(50))
            .withRetry(Duration.ofMillis(100))
            .withClose(Duration.ofSeconds(2));

    @TempDir
    static Path serverFolder;

    private static MlflowProcess server;

    @TempDir
    private Path runs;

    private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong clock = new AtomicLong(1000);
    private RunFolder run;
    private MlflowProxy proxy;

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        server = MlflowProcess.start(Path.of(System.getProperty("espalier.mlflow.venv", "")), serverFolder);
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void begin() throws IOException {
        run = RunFolder.create(runs, "fashion", "0a1b", 7);
        Files.writeString(run.config(), "name: fashion\n");
        proxy = MlflowProxy.before(server.address());
    }

    @AfterEach
    void end() {
        proxy.close();
    }

    /** Each test has an experiment of its own, so that what it finds there is its own. */
    private MlflowSettings settings(String experiment) {
        return MlflowSettings.of(proxy.address()).withExperiment(experiment).withLimits(QUICK);
    }

    /** The fault is there at the start and ends, so that the follower goes on by itself; then it comes back, and only {@code sync} sends the rest. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void losesNothingAndSendsNothingTwice(Fault fault) throws IOException, InterruptedException {
        MlflowSettings settings = settings(fault.name());
        proxy.become(fault);
        try (Journal journal = Journal.open(run.journal(), clock::getAndIncrement);
                MlflowFollower follower = MlflowFollower.follow(run, settings, messages::add)) {
            journal.write(new RunStarted("fashion", 7, "0a1b", Map.of("budget.macs", "0.5")));
            write(journal, 0, EPISODES / 2);
            awaitSpoilt(fault == Fault.MAKES_RUNS_LATE ? 2 : 1);
            while (!follower.hasFailed() && fault != Fault.IS_TOO_BUSY_IN_BURSTS) {
                Thread.sleep(5);
            }
            proxy.become(Fault.NONE);
            awaitSent(journal.sequence());
            int before = proxy.spoilt();
            proxy.become(fault);
            write(journal, EPISODES / 2, EPISODES);
            journal.write(new RunFinished(Status.COMPLETED, ""));
            if (fault != Fault.MAKES_RUNS_LATE) {
                awaitSpoilt(before + 1);
            }
        }
        assertThat(messages.size()).isLessThanOrEqualTo(1);
        proxy.become(Fault.NONE);
        String id = MlflowFollower.sync(run, settings, messages::add);
        assertThat(JournalReader.read(run.journal())).hasSize(EPISODES + 2);
        assertWhole(settings, id);
    }

    private void write(Journal journal, int from, int to) {
        IntStream.range(from, to).forEach(i -> journal.write(SampleRun.episode(i, "ddpg", Optional.empty())));
    }

    private void awaitSpoilt(int count) throws InterruptedException {
        while (proxy.spoilt() < count) {
            Thread.sleep(5);
        }
    }

    private void awaitSent(long sequence) throws InterruptedException {
        while (MlflowProgress.read(run.mlflow())
                .to(proxy.address())
                .filter(sent -> sent.sequence() >= sequence)
                .isEmpty()) {
            Thread.sleep(5);
        }
    }

    private void assertWhole(MlflowSettings settings, String id) throws IOException, InterruptedException {
        String experiment = JSON.readTree(
                        server.get("/api/2.0/mlflow/experiments/get-by-name?experiment_name=" + settings.experiment())
                                .body())
                .at("/experiment/experiment_id")
                .asText();
        JsonNode found = JSON.readTree(
                        server.post("/api/2.0/mlflow/runs/search", "{\"experiment_ids\":[\"" + experiment + "\"]}")
                                .body())
                .path("runs");
        assertThat(found).hasSize(1);
        JsonNode only = found.get(0);
        assertThat(only.at("/info/run_id").asText()).isEqualTo(id);
        assertThat(only.at("/info/status").asText()).isEqualTo("FINISHED");
        assertThat(only.at("/data/params").findValuesAsText("key"))
                .containsExactlyInAnyOrder("name", "seed", "configHash", "budget.macs");
        for (String metric : List.of("reward", "accuracy", "loss", "share", "macsFraction")) {
            List<Integer> steps = new ArrayList<>();
            JSON.readTree(server.get("/api/2.0/mlflow/metrics/get-history?run_id=" + id + "&metric_key=episode/ddpg/"
                                    + metric + "&max_results=5000")
                            .body())
                    .path("metrics")
                    .forEach(point -> steps.add(point.path("step").asInt()));
            assertThat(steps)
                    .as(metric)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, EPISODES).boxed().toList());
        }
        String uri = only.at("/info/artifact_uri").asText();
        Path stored = serverFolder.resolve("artifacts").resolve(uri.substring("mlflow-artifacts:/".length()));
        assertThat(stored.resolve("config.yaml")).hasSameBinaryContentAs(run.config());
        assertThat(stored.resolve("journal.ndjson")).hasSameBinaryContentAs(run.journal());
    }

    @Test
    void aServerThatIsNotThereAtAllIsToldAfterwards() throws IOException, InterruptedException {
        MlflowSettings settings = settings("ABSENT");
        MlflowSettings nowhere = MlflowSettings.of("http://127.0.0.1:1").withLimits(QUICK);
        try (Journal journal = Journal.open(run.journal(), clock::getAndIncrement)) {
            try (MlflowFollower follower = MlflowFollower.follow(run, nowhere, messages::add)) {
                journal.write(new RunStarted("fashion", 7, "0a1b", Map.of("budget.macs", "0.5")));
                write(journal, 0, EPISODES);
                journal.write(new RunFinished(Status.COMPLETED, ""));
                while (!follower.hasFailed()) {
                    Thread.sleep(5);
                }
            }
            assertThat(messages).singleElement().asString().contains("cannot be told about this run");
            assertWhole(settings, MlflowFollower.sync(run, settings, messages::add));
        }
    }
}
