package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.experiments.cli.ExitCode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkTrackingTest {

    @TempDir
    private Path folder;

    @Test
    void everyServerHasARowAndNothingIsLeft() {
        SmallWorld world = SmallWorld.in(folder);
        SmallWorld.Result result = SmallWorld.run(
                "benchmark",
                "tracking",
                world.config().toString(),
                "search.episodes=2",
                "search.candidates_per_round=2",
                "search.ddpg.start.random_episodes=1",
                "--repetitions",
                "1");
        assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.SUCCESS);
        List<String> rows = result.out().lines().skip(2).toList();
        assertThat(rows).hasSize(6);
        for (String server : List.of(
                "(none, again)", "is absent", "never answers", "answers 429 and 500", "answers 403", "answers 400")) {
            assertThat(rows).anyMatch(row -> row.startsWith(server + " ") && row.contains(" % "));
        }
        assertThat(result.err()).contains("turn 1, server is absent: ");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("data", "network.onnx", "small.yaml");
    }

    @Test
    void noSearchIsWrongUsage() {
        SmallWorld world = SmallWorld.in(folder);
        SmallWorld.Result result =
                SmallWorld.run("benchmark", "tracking", world.config().toString(), "--repetitions", "0");
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("--repetitions must be at least 1: 0");
        SmallWorld.Result file =
                SmallWorld.run("benchmark", "tracking", world.config().toString(), "--to", "file:///x");
        assertThat(file.exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
