package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.tests.SmallWorld.Result;
import io.espalier.tracking.journal.JournalReader;
import io.espalier.tracking.journal.RunEvent.ResultReported;
import io.espalier.tracking.mlflow.MlflowProcess;
import io.espalier.tracking.run.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The registry of a real MLflow server, with the policies of real, small searches; left out of quick builds. */
@EnabledIfSystemProperty(named = "espalier.mlflow.venv", matches = ".+")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RegistryTest {

    private static final Path VENV = Path.of(System.getProperty("espalier.mlflow.venv", ""));

    @TempDir
    private static Path folder;

    private static SmallWorld world;
    private static MlflowProcess server;

    /** Runs by name, those of equal conditions first. */
    private static final Map<String, Path> RUNS = new LinkedHashMap<>();

    @BeforeAll
    static void searchAndStartServer() throws IOException, InterruptedException {
        world = SmallWorld.in(Files.createDirectory(folder.resolve("world")));
        RUNS.put("one", search("one"));
        RUNS.put("two", search("two", "search.agent=random", "seed=6"));
        RUNS.put("cheaper", search("cheaper", "search.agent=random", "budget.macs=0.4"));
        server = MlflowProcess.start(VENV, Files.createDirectory(folder.resolve("server")));
    }

    private static Path search(String name, String... overrides) {
        Path runs = folder.resolve(name);
        assertThat(world.search(runs, overrides).exitCode()).isZero();
        return SmallWorld.onlyRun(runs);
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    private static Path run(String name) {
        return RUNS.getOrDefault(name, folder);
    }

    private static Result register(String run) {
        return SmallWorld.run(
                "register",
                run(run).toString(),
                "--name",
                "small",
                "--to",
                server.address().toString());
    }

    private static JsonNode ask(String path) throws IOException, InterruptedException {
        return JsonMapper.builder()
                .build()
                .readTree(server.get("/api/2.0/mlflow/" + path).body());
    }

    private static String champion(String model) throws IOException, InterruptedException {
        return ask("registered-models/alias?name=" + model + "&alias=champion")
                .at("/model_version/version")
                .asText();
    }

    private static double accuracy(String run) {
        return JournalReader.read(new RunFolder(run(run)).journal(), ResultReported.class).stream()
                .filter(result -> result.subject().equals("learned"))
                .map(result -> result.metrics().getOrDefault("search_accuracy", Double.NaN))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Order(1)
    void theFirstIsTheChampion() throws IOException, InterruptedException {
        Result result = register("one");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("small version 1, small-network version 1", "champion is now version 1");
        assertThat(champion("small")).isEqualTo("1");
        assertThat(champion("small-network")).isEqualTo("1");
    }

    @Test
    @Order(2)
    void registeringAgainMakesNoSecondVersion() throws IOException, InterruptedException {
        Result result = register("one");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("small version 1, small-network version 1", "it is the champion already");
        assertThat(ask("model-versions/search?filter=name%3D'small'").get("model_versions"))
                .hasSize(1);
    }

    @Test
    @Order(3)
    void theChampionIsTheMoreAccurateOne() throws IOException, InterruptedException {
        Result result = register("two");

        assertThat(result.exitCode()).as(result.err()).isZero();
        String expected = accuracy("two") > accuracy("one") ? "2" : "1";
        assertThat(champion("small")).isEqualTo(expected);
        assertThat(champion("small-network")).isEqualTo(expected);
        assertThat(result.out()).contains(expected.equals("2") ? "it was version 1" : "champion stays version 1");
    }

    @Test
    @Order(4)
    void anotherBudgetIsNotCompared() throws IOException, InterruptedException {
        String before = champion("small");
        Result result = register("cheaper");

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).contains("champion stays version " + before, "macs=0.5", "this one's macs=0.4");
        assertThat(champion("small")).isEqualTo(before);
    }

    @Test
    @Order(5)
    void theChampionPrunesAsItsFileDoes() throws IOException, InterruptedException {
        String best = Stream.of("one", "two")
                .max(Comparator.comparingDouble(RegistryTest::accuracy).thenComparing(Comparator.reverseOrder()))
                .orElseThrow();
        Path fromFile = folder.resolve("from-file.onnx");
        Path fromRegistry = folder.resolve("from-registry.onnx");
        assertThat(prune(run(best).resolve("policy.json").toString(), fromFile).exitCode())
                .isZero();
        Result result = prune("models:/small@champion", fromRegistry);

        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err())
                .contains("is version " + champion("small") + " of " + run(best).getFileName());
        assertThat(fromRegistry).hasSameBinaryContentAs(fromFile);
        assertThat(prune("models:/small/1", fromRegistry).exitCode()).isZero();
    }

    private static Result prune(String policy, Path out) {
        return SmallWorld.run(
                "prune",
                world.network().toString(),
                "--policy",
                policy,
                "--mlflow",
                server.address().toString(),
                "--without-recovery",
                "--out",
                out.toString());
    }

    @Test
    @Order(6)
    void whatIsNotThereIsNamed() {
        Path out = folder.resolve("never.onnx");

        assertThat(prune("models:/small@nobody", out).err()).contains("has no models:/small@nobody");
        assertThat(prune("models:/nothing/1", out).err()).contains("has no models:/nothing/1");
        assertThat(prune("models:/small", out).err()).contains("must be models:/NAME@ALIAS or models:/NAME/VERSION");
        assertThat(prune("models:/small/../../etc@x", out).exitCode()).isEqualTo(2);
        assertThat(out).doesNotExist();
    }

    /** MLflow's own Python client reads the signatures. */
    @Test
    @Order(7)
    void versionsHaveSignaturesAndFiles() throws IOException, InterruptedException {
        assertThat(python("""
                import os, sys, mlflow
                mlflow.set_tracking_uri(sys.argv[1])
                for name in ("small", "small-network"):
                    info = mlflow.models.get_model_info(f"models:/{name}/1")
                    for tensor in info.signature.inputs.inputs + info.signature.outputs.inputs:
                        print(name, tensor.name, tensor.type, list(tensor.shape))
                print(mlflow.artifacts.download_artifacts("models:/small-network/1", dst_path=sys.argv[2]))
                policy = os.path.join(sys.argv[2], "policy")
                os.makedirs(policy)
                print(mlflow.artifacts.download_artifacts("models:/small/1", dst_path=policy))
                """, server.address().toString(), folder.toString()))
                .contains("small observation float32 [-1, ", "small-network input float32 [-1, 1, 28, 28]");
        try (Stream<Path> files = Files.walk(folder, 2)) {
            Path model = files.filter(file -> file.endsWith("model.onnx"))
                    .findFirst()
                    .orElseThrow();
            assertThat(model).hasSameBinaryContentAs(run("one").resolve("pruned.onnx"));
        }
        for (String name : new String[] {"policy.json", "actor.onnx", "actor.json"}) {
            try (Stream<Path> files = Files.walk(folder.resolve("policy"))) {
                assertThat(files.filter(file -> file.endsWith(name)))
                        .singleElement()
                        .satisfies(file -> assertThat(file)
                                .hasSameBinaryContentAs(run("one").resolve(name)));
            }
        }
    }

    private static String python(String program, String... arguments) throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("program.py"), program);
        List<String> command = Stream.concat(
                        Stream.of(VENV.resolve("bin/python").toString(), script.toString()), Stream.of(arguments))
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }
}
