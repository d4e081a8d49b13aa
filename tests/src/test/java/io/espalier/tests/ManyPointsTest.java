package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.tracking.journal.Journal;
import io.espalier.tracking.journal.RunEvent.RoundFinished;
import io.espalier.tracking.journal.RunEvent.RunFinished;
import io.espalier.tracking.journal.RunEvent.RunStarted;
import io.espalier.tracking.journal.RunEvent.Status;
import io.espalier.tracking.mlflow.MlflowProcess;
import io.espalier.tracking.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** {@code sync} of long runs to a real MLflow server, as a process with little memory; left out of quick builds. */
@EnabledIfSystemProperty(named = "espalier.mlflow.venv", matches = ".+")
class ManyPointsTest {

    private static final int RUNS = 3;
    private static final int ROUNDS = 334;
    private static final int METRICS = 100;

    /** A tenth of what the journals would take as objects. */
    private static final String LITTLE = "-Xmx48m";

    @TempDir
    private Path folder;

    private RunFolder run(int number) {
        RunFolder run = RunFolder.create(folder.resolve("runs"), "long", "0a1b", number);
        AtomicLong clock = new AtomicLong(1000);
        try (Journal journal = Journal.open(run.journal(), clock::getAndIncrement)) {
            journal.write(new RunStarted("long", number, "0a1b", Map.of("search.episodes", "33400")));
            for (int round = 0; round < ROUNDS; round++) {
                Map<String, Double> metrics = new TreeMap<>();
                for (int metric = 0; metric < METRICS; metric++) {
                    metrics.put("metric-%02d".formatted(metric), number * round + metric / 100.0);
                }
                journal.write(new RoundFinished(round, metrics));
            }
            journal.write(new RunFinished(Status.COMPLETED, ""));
        }
        return run;
    }

    @Test
    void everyPointOfThreeRunsArrivesOnce() throws IOException, InterruptedException {
        List<RunFolder> runs =
                IntStream.rangeClosed(1, RUNS).mapToObj(this::run).toList();
        Path venv = Path.of(System.getProperty("espalier.mlflow.venv", ""));
        try (MlflowProcess server = MlflowProcess.start(venv, Files.createDirectory(folder.resolve("server")))) {
            long began = System.nanoTime();
            String said = sync(runs, server.address().toString());
            System.out.printf(
                    "%,d points of %d runs were synced in %.1f s%n",
                    RUNS * ROUNDS * METRICS, RUNS, (System.nanoTime() - began) / 1e9);

            Set<String> ids = new HashSet<>();
            for (RunFolder run : runs) {
                String id = said.lines()
                        .filter(line -> line.startsWith(run.path() + " is run "))
                        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(said));
                ids.add(id);
                assertThat(ask(server, "runs/get?run_id=" + id).at("/run/data/metrics"))
                        .hasSize(METRICS);
                for (int metric = 0; metric < METRICS; metric += 33) {
                    assertThat(steps(server, id, "round/metric-%02d".formatted(metric)))
                            .hasSize(ROUNDS)
                            .doesNotHaveDuplicates();
                }
            }
            assertThat(ids).hasSize(RUNS);
        }
    }

    private String sync(List<RunFolder> runs, String server) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("sync", "--to", server));
        runs.forEach(run -> arguments.add(run.path().toString()));
        Path out = folder.resolve("sync.txt");
        Process process =
                SearchProcess.start(out, List.of(LITTLE, "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"), arguments);
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        String said = SearchProcess.said(out);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private static JsonNode ask(MlflowProcess server, String path) throws IOException, InterruptedException {
        return JsonMapper.builder()
                .build()
                .readTree(server.get("/api/2.0/mlflow/" + path).body());
    }

    private static List<Integer> steps(MlflowProcess server, String run, String metric)
            throws IOException, InterruptedException {
        List<Integer> steps = new ArrayList<>();
        ask(server, "metrics/get-history?run_id=" + run + "&metric_key=" + metric + "&max_results=5000")
                .path("metrics")
                .forEach(point -> steps.add(point.path("step").asInt()));
        return steps;
    }
}
