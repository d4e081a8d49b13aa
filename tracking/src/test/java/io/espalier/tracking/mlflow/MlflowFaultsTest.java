package io.espalier.tracking.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.tracking.journal.Journal;
import io.espalier.tracking.journal.RunEvent.ArtifactWritten;
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
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Real MLflow servers that die, or that ask who is there; left out of quick builds. */
@EnabledIfSystemProperty(named = "espalier.mlflow.venv", matches = ".+")
@Timeout(600)
class MlflowFaultsTest {

    private static final Path VENV = Path.of(System.getProperty("espalier.mlflow.venv", ""));
    private static final int EPISODES = 600;
    private static final MlflowLimits QUICK = MlflowLimits.DEFAULTS
            .withCall(Duration.ofSeconds(60))
            .withRetry(Duration.ofMillis(200))
            .withClose(Duration.ofSeconds(60));

    @TempDir
    private Path folder;

    private final List<String> messages = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong clock = new AtomicLong(1000);

    private Journal journal(RunFolder run) {
        return Journal.open(run.journal(), clock::getAndIncrement);
    }

    private static JsonNode ask(MlflowProcess server, String path) throws IOException, InterruptedException {
        return new ObjectMapper().readTree(server.get("/api/2.0/mlflow/" + path).body());
    }

    @Test
    void aServerThatIsKilledAndComesBackHasOneRunWithEachPointOnce() throws IOException, InterruptedException {
        RunFolder run = RunFolder.create(folder, "fashion", "0a1b", 7);
        try (MlflowProcess server = MlflowProcess.start(VENV, Files.createDirectory(folder.resolve("server")))) {
            MlflowSettings settings =
                    MlflowSettings.of(server.address().toString()).withLimits(QUICK);
            try (Journal journal = journal(run);
                    MlflowFollower follower = MlflowFollower.follow(run, settings, messages::add)) {
                journal.write(new RunStarted("fashion", 7, "0a1b", Map.of("empty", "")));
                for (int episode = 0; episode < EPISODES; episode++) {
                    journal.write(SampleRun.episode(episode, "ddpg", Optional.empty()));
                    if (episode == EPISODES / 3) {
                        awaitPoints(run, server);
                        server.kill();
                    }
                    if (episode == 2 * EPISODES / 3) {
                        awaitTrouble(follower);
                        server.restart();
                    }
                }
                journal.write(new RunFinished(Status.COMPLETED, ""));
            }
            String id = MlflowFollower.sync(run, settings, messages::add);
            assertThat(messages).singleElement().asString().contains("cannot be told about this run");

            JsonNode points = ask(
                            server,
                            "metrics/get-history?run_id=" + id + "&metric_key=episode/ddpg/reward&max_results=5000")
                    .path("metrics");
            TreeSet<Integer> steps = new TreeSet<>();
            points.forEach(point -> steps.add(point.path("step").asInt()));
            assertThat(points).hasSize(EPISODES);
            assertThat(steps).hasSize(EPISODES);
            assertThat(ask(server, "runs/get?run_id=" + id)
                            .at("/run/info/status")
                            .asText())
                    .isEqualTo("FINISHED");
            String runs = server.post("/api/2.0/mlflow/runs/search", "{\"experiment_ids\":[\"0\",\"1\"]}")
                    .body();
            assertThat(new ObjectMapper().readTree(runs).path("runs")).hasSize(1);
        }
    }

    /** So that the server dies with a part of the run. */
    private static void awaitPoints(RunFolder run, MlflowProcess server) throws InterruptedException {
        String address = server.address().toString();
        while (MlflowProgress.read(run.mlflow())
                .to(address)
                .filter(sent -> sent.sequence() > 0)
                .isEmpty()) {
            Thread.sleep(20);
        }
    }

    private static void awaitTrouble(MlflowFollower follower) throws InterruptedException {
        while (!follower.hasFailed()) {
            Thread.sleep(20);
        }
    }

    @Test
    void aServerThatAsksForAUserIsToldAndServesNobodyElse() throws IOException, InterruptedException {
        RunFolder run = RunFolder.create(folder, "fashion", "0a1b", 8);
        Files.writeString(run.config(), "name: fashion\n");
        try (Journal journal = journal(run)) {
            journal.write(new RunStarted("fashion", 8, "0a1b", Map.of("empty", "")));
            journal.write(new ArtifactWritten("config.yaml"));
            journal.write(SampleRun.episode(0, "ddpg", Optional.empty()));
            journal.write(new RunFinished(Status.COMPLETED, ""));
        }
        Path place = Files.createDirectory(folder.resolve("server"));
        try (MlflowProcess server = MlflowProcess.startForUser(VENV, place, "ann", "correct-horse-battery")) {
            MlflowSettings settings =
                    MlflowSettings.of(server.address().toString()).withLimits(QUICK);
            MlflowSettings nobody = settings.withCredentials(MlflowCredentials.NONE);
            assertThatThrownBy(() -> MlflowFollower.sync(run, nobody, messages::add))
                    .isInstanceOf(MlflowUnavailableException.class)
                    .hasMessageContaining("401");
            MlflowSettings wrong = settings.withCredentials(new MlflowCredentials("ann", "wrong", "", false));
            assertThatThrownBy(() -> MlflowFollower.sync(run, wrong, messages::add))
                    .isInstanceOf(MlflowUnavailableException.class)
                    .hasMessageContaining("401");

            MlflowFollower.sync(
                    run,
                    settings.withCredentials(new MlflowCredentials("ann", "correct-horse-battery", "", false)),
                    messages::add);
            try (var files = Files.walk(place.resolve("artifacts"))) {
                assertThat(files.filter(file -> file.endsWith("config.yaml")).findFirst())
                        .hasValueSatisfying(file -> assertThat(file).hasSameBinaryContentAs(run.config()));
            }
        }
    }
}
