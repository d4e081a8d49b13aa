package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.espalier.tests.MlflowReading.Run;
import io.espalier.tracking.mlflow.MlflowProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real search that is followed live by a real MLflow server, which asks who is there: stopped while it trains, resumed, and then read back through the server's
 * REST API, every parameter, point, tag, input and byte. Left out of quick builds.
 */
@EnabledIfSystemProperty(named = "espalier.mlflow.venv", matches = ".+")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(1800)
class LoggedRunTest {

    private static final Path VENV = Path.of(System.getProperty("espalier.mlflow.venv", ""));
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String USER = "ann";
    private static final String PASSWORD = "correct-horse-battery";
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    private static final List<String> OPTIONS = List.of(
            "-Xmx1g",
            "-XX:TieredStopAtLevel=1",
            "-Despalier.commit=" + COMMIT,
            "-Despalier.branch=a/branch",
            "-Despalier.changes=true");

    private static final List<String> SEARCH = List.of(
            "search.episodes=9",
            "search.ddpg.start.random_episodes=3",
            "fine_tuning.epochs=4",
            "latency.enabled=true",
            "latency.table.minutes=0.02",
            "latency.meter.search={rounds_per_block: 5, min_blocks: 2, max_blocks: 2, cap_millis: 300}",
            "latency.meter.report={rounds_per_block: 5, min_blocks: 2, max_blocks: 2, cap_millis: 300}");

    @TempDir
    private static Path folder;

    /** Asks for a user, at each request for long; what it has is read through another server on the same store, which asks nobody. */
    private static MlflowProcess server;

    private static MlflowProcess reader;
    private static MlflowReading reading;
    private static Path log;
    private static Path run;

    /** Status of each run of the server when the search was stopped. */
    private static SortedMap<String, String> stopped = new TreeMap<>();

    /** What the server had when the search was over. */
    private static SortedMap<String, Run> done = new TreeMap<>();

    @BeforeAll
    static void searchWhileTheServerIsTold() throws IOException, InterruptedException {
        SmallWorld world = SmallWorld.in(Files.createDirectory(folder.resolve("world")));
        log = folder.resolve("log");
        Path store = Files.createDirectory(folder.resolve("server"));
        server = MlflowProcess.startForUser(VENV, store, USER, PASSWORD);
        reader = MlflowProcess.start(VENV, store);
        reading = new MlflowReading(reader.address());

        Path runs = folder.resolve("runs");
        List<String> begin = new ArrayList<>(List.of("search", world.config().toString(), "runs=" + runs));
        begin.addAll(SEARCH);
        Process process = start(begin);
        awaitTraining(process, runs);
        process.destroy();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        run = SmallWorld.onlyRun(runs);
        stopped = reading.statuses();

        end(List.of("search", "--resume", run.toString()));
        done = reading.runs();
    }

    private static Process start(List<String> arguments) {
        return SearchProcess.start(
                log,
                OPTIONS,
                arguments,
                Map.of(
                        "MLFLOW_TRACKING_URI", server.address().toString(),
                        "MLFLOW_TRACKING_USERNAME", USER,
                        "MLFLOW_TRACKING_PASSWORD", PASSWORD));
    }

    private static void end(List<String> arguments) throws InterruptedException {
        Process process = start(arguments);
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(SearchProcess.said(log)).isZero();
    }

    private static void awaitTraining(Process process, Path runs) throws IOException, InterruptedException {
        while (process.isAlive()) {
            Thread.sleep(20);
            if (Files.isDirectory(runs)) {
                try (Stream<Path> files = Files.walk(runs, 2)) {
                    Optional<Path> journal = files.filter(file -> file.endsWith("journal.ndjson"))
                            .findFirst();
                    if (journal.isPresent() && Files.readString(journal.get()).contains("\"epoch-finished\"")) {
                        return;
                    }
                }
            }
        }
        throw new AssertionError(SearchProcess.said(log));
    }

    @AfterAll
    static void stopServer() {
        Stream.of(server, reader).filter(Objects::nonNull).forEach(MlflowProcess::close);
    }

    private static String name() {
        return String.valueOf(run.getFileName());
    }

    private static Run parent() {
        return Objects.requireNonNull(done.get(name()));
    }

    private static Run training(String subject) {
        return Objects.requireNonNull(done.get(name() + "-fine-tuning." + subject));
    }

    private static JsonNode event(String kind) {
        return JournalPoints.lines(run.resolve("journal.ndjson")).stream()
                .filter(event -> event.path("event").asText().equals(kind))
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    @Test
    @Order(1)
    void aSearchThatIsStoppedIsKilledAndGoesOnInTheSameRunUntilItIsFinished() {
        assertThat(stopped).isEqualTo(Map.of(name(), "KILLED", name() + "-fine-tuning.learned", "KILLED"));

        assertThat(done).containsOnlyKeys(name(), name() + "-fine-tuning.learned", name() + "-fine-tuning.uniform");
        assertThat(done.values()).allSatisfy(found -> assertThat(found.status()).isEqualTo("FINISHED"));
        assertThat(parent().info().path("start_time"))
                .isEqualTo(event("run-started").path("atMillis"));
        assertThat(parent().info().path("end_time"))
                .isEqualTo(event("run-finished").path("atMillis"));
    }

    @Test
    @Order(2)
    void everyParameterIsThere() throws IOException {
        SortedMap<String, String> expected = new TreeMap<>();
        flatten(
                "",
                YAMLMapper.builder().build().readTree(run.resolve("config.yaml").toFile()),
                expected);
        JsonNode started = event("run-started");
        expected.put("configHash", started.path("configHash").asText());
        assertThat(expected).hasSizeGreaterThan(50).containsEntry("seed", "5");

        assertThat(parent().parameters()).isEqualTo(expected);
    }

    private static void flatten(String prefix, JsonNode node, Map<String, String> flat) {
        node.properties().forEach(entry -> {
            String key = prefix + entry.getKey();
            if (entry.getValue().isObject() && !entry.getValue().isEmpty()) {
                flatten(key + ".", entry.getValue(), flat);
            } else {
                flat.put(
                        key,
                        entry.getValue().isValueNode()
                                ? entry.getValue().asText()
                                : entry.getValue().toString());
            }
        });
    }

    @Test
    @Order(3)
    void everyPointIsThereOnceWithItsStepAndTime() {
        JournalPoints expected = JournalPoints.of(run);

        assertThat(parent().points()).containsExactlyElementsOf(expected.ofRun());
        assertThat(parent().points())
                .anyMatch(point -> point.startsWith("episode/ddpg/best 8 "))
                .anyMatch(point -> point.startsWith("episode/ddpg/latencyRatioLower 8 "))
                .anyMatch(point -> point.startsWith("best/ratio/"))
                .anyMatch(point -> point.startsWith("round/scoring_seconds 2 "))
                .anyMatch(point -> point.startsWith("round/noise 2 "))
                .anyMatch(point -> point.startsWith("system/cpu_utilization_percentage "))
                .anyMatch(point -> point.startsWith("system/system_memory_usage_megabytes 0 "))
                .anyMatch(point -> point.startsWith("result/learned/latency_noise_floor 0 "));
        assertThat(expected.ofTrainings()).containsOnlyKeys("fine-tuning.learned", "fine-tuning.uniform");
        expected.ofTrainings()
                .forEach((training, points) -> assertThat(Objects.requireNonNull(done.get(name() + "-" + training))
                                .points())
                        .containsExactlyElementsOf(points));
    }

    @Test
    @Order(4)
    void everyTagIsThere() throws IOException {
        JsonNode manifest = JSON.readTree(run.resolve("manifest.json").toFile());
        String target = manifest.at("/machine/target").asText();
        SortedMap<String, String> expected = new TreeMap<>(Map.of(
                "espalier.journal",
                        name() + "@" + event("run-started").path("atMillis").asText(),
                "espalier.folder", name(),
                "espalier.status", "COMPLETED",
                "espalier.message", "resumed",
                "espalier.version", manifest.at("/code/version").asText(),
                "espalier.target", target.substring(0, target.indexOf(';')),
                "espalier.target.facts", target,
                "mlflow.runName", name(),
                "mlflow.note.content", event("run-described").path("markdown").asText(),
                "mlflow.user", System.getProperty("user.name")));
        expected.putAll(Map.of(
                "mlflow.source.type", "LOCAL",
                "mlflow.source.name", "espalier search",
                "mlflow.source.git.commit", COMMIT,
                "mlflow.source.git.branch", "a/branch",
                "mlflow.source.git.dirty", "true"));
        JournalPoints.lines(run.resolve("journal.ndjson")).stream()
                .filter(event -> event.path("event").asText().equals("warned"))
                .forEach(event -> expected.put(
                        "espalier.warning." + event.path("sequence").asText(),
                        event.path("message").asText()));

        assertThat(parent().tags()).isEqualTo(expected);
        assertThat(expected.get("mlflow.note.content"))
                .contains(
                        "within macs 0.5: agent `ddpg`, 9 episodes, seed 5",
                        "\n| unpruned | ",
                        "\n| learned | ",
                        "\n| uniform | ")
                .containsPattern(
                        "\\| learned \\|( [0-9.]+ % \\|){3} [0-9.]+ M \\([0-9.]+ %\\) \\|.*\\| [0-9.]+ \\[[0-9.]+, [0-9.]+] ");
    }

    @Test
    @Order(5)
    void trainingsAreBelowTheRunWithTheirPartOfTheConfig() {
        for (String subject : List.of("learned", "uniform")) {
            Run training = training(subject);
            assertThat(training.tags())
                    .containsEntry("mlflow.parentRunId", parent().id())
                    .containsEntry("mlflow.source.git.commit", COMMIT)
                    .containsEntry(
                            "espalier.training", parent().tags().get("espalier.journal") + "/fine-tuning." + subject);
            SortedMap<String, String> expected = new TreeMap<>(parent().parameters());
            expected.keySet()
                    .removeIf(key -> !(key.startsWith("fine_tuning.")
                            || List.of("name", "seed", "configHash").contains(key)));
            assertThat(training.parameters()).isEqualTo(expected).hasSizeGreaterThan(5);
        }
    }

    @Test
    @Order(6)
    void everyDataSetIsThereWithItsDigest() throws IOException {
        JsonNode manifest = JSON.readTree(run.resolve("manifest.json").toFile());
        SortedMap<String, JsonNode> inputs = parent().inputs();
        assertThat(inputs).containsOnlyKeys("data-search", "data-test", "data-train");
        Map<String, String> contexts = Map.of("train", "training", "search", "validation", "test", "test");
        contexts.forEach((split, context) -> {
            JsonNode input = Objects.requireNonNull(inputs.get("data-" + split));
            String digest = manifest.path("digests").path("data." + split).asText();
            assertThat(digest).hasSize(64);
            assertThat(input.at("/dataset/digest").asText()).hasSize(36).isEqualTo(digest.substring(0, 36));
            assertThat(input.at("/dataset/source_type").asText()).isEqualTo("local");
            assertThat(json(input.at("/dataset/source")).path("uri").asText())
                    .isEqualTo(manifest.at("/data/source").asText());
            assertThat(json(input.at("/dataset/profile")))
                    .isEqualTo(JSON.createObjectNode()
                            .put("num_rows", manifest.at("/splits/" + split).asInt())
                            .put("sha256", digest)
                            .put("classes", 10));
            assertThat(input.path("tags"))
                    .containsExactly(JSON.createObjectNode()
                            .put("key", "mlflow.data.context")
                            .put("value", context));
            assertThat(json(json(input.at("/dataset/schema")).at("/mlflow_tensorspec/features"))
                            .at("/0/tensor-spec/shape")
                            .toString())
                    .isEqualTo("[-1,1,28,28]");
        });
    }

    private static JsonNode json(JsonNode text) {
        try {
            return JSON.readTree(text.asText());
        } catch (IOException e) {
            throw new UncheckedIOException(text.asText(), e);
        }
    }

    @Test
    @Order(7)
    void everyByteOfEveryFileIsThere() throws IOException {
        SortedMap<String, String> expected = new TreeMap<>();
        try (Stream<Path> files = Files.walk(run)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                expected.put(
                        run.relativize(file).toString(), Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
            }
        }
        expected.keySet().removeAll(List.of("mlflow.json", "journal.ndjson.lock"));
        assertThat(expected)
                .containsKeys(
                        "config.yaml",
                        "manifest.json",
                        "journal.ndjson",
                        "system.ndjson",
                        "scores.ndjson",
                        "latency.ndjson",
                        "staircase.ndjson",
                        "policy.json",
                        "pruned.onnx",
                        "pruned.zip",
                        "actor.onnx",
                        "interpretation.json");

        assertThat(parent().artifacts()).isEqualTo(expected);
    }

    /** MLflow's own reader of schemas. */
    @Test
    @Order(8)
    void mlflowUnderstandsTheSchemas() throws IOException, InterruptedException {
        String schema = Objects.requireNonNull(parent().inputs().get("data-train"))
                .at("/dataset/schema")
                .asText();
        Path script = Files.writeString(folder.resolve("schema.py"), """
                import json, sys
                from mlflow.data.schema import TensorDatasetSchema
                schema = TensorDatasetSchema.from_dict(json.loads(sys.argv[1]))
                print(schema.features.inputs[0].type, schema.features.inputs[0].shape, schema.targets.inputs[0].type)
                """);
        Process process = new ProcessBuilder(VENV.resolve("bin/python").toString(), script.toString(), schema)
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("uint8 (-1, 1, 28, 28) int64");
        process.waitFor();
    }

    @Test
    @Order(9)
    void anotherSyncChangesNothingNorDoesOneThatTellsEverythingAgain() throws IOException, InterruptedException {
        List<String> sync =
                List.of("sync", run.toString(), "--to", server.address().toString());
        end(sync);
        assertThat(reading.runs()).isEqualTo(done);

        Files.delete(run.resolve("mlflow.json"));
        end(sync);
        assertThat(reading.runs()).isEqualTo(done);
    }
}
