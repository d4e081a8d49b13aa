package io.espalier.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real measuring process, on the smallest network of the zoo. */
class LatencyTableCommandTest {

    /** Three seconds. */
    private static final String SHORT = "0.05";

    @TempDir
    private Path folder;

    @Test
    void buildsATableGoesOnWithItDrawsItAndShowsItToInspect() throws IOException {
        Path table = folder.resolve("table.ndjson");
        Run built = Run.of("latency", "table", "lenet5", "--out", table, "--minutes", SHORT, "--plans", "5");
        assertThat(built.exitCode()).as(built.err()).isEqualTo(ExitCode.SUCCESS);
        assertThat(built.out()).contains("saved at half", "conv2", "target ");
        long lines = Files.readAllLines(table).size();

        Path pictures = folder.resolve("pictures");
        Run again =
                Run.of("latency", "table", "lenet5", "--out", table, "--minutes", SHORT, "--plot", pictures, "--json");
        assertThat(again.exitCode()).as(again.err()).isEqualTo(ExitCode.SUCCESS);
        JsonNode json = JsonMapper.builder().build().readTree(again.out());
        assertThat(json.at("/groups/1/name").textValue()).isEqualTo("conv2");
        assertThat(json.at("/groups/1/worthwhile").size()).isPositive();
        assertThat((long) Files.readAllLines(table).size()).isGreaterThanOrEqualTo(lines);
        assertThat(pictures.toFile().list()).contains("conv1.svg", "conv2.svg", "fc1.svg");
        assertThat(Files.readString(pictures.resolve("conv2.svg"))).contains("others unpruned, predicted");

        Run shown = Run.of("inspect", "lenet5", "--latency", table);
        assertThat(shown.exitCode()).as(shown.err()).isEqualTo(ExitCode.SUCCESS);
        assertThat(shown.out())
                .contains("MACs share", "saved at half", json.at("/target/id").textValue());
    }

    @Test
    void refusesATableOfAnotherTarget() throws IOException {
        Path table = folder.resolve("table.ndjson");
        Files.writeString(
                table, "{\"table\":{\"version\":1,\"fingerprint\":{\"facts\":{\"processor\":\"Abacus\"}}}}\n");
        Run run = Run.of("latency", "table", "lenet5", "--out", table, "--minutes", SHORT);
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(run.err()).contains("processor was ", "Abacus");
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        Path table = folder.resolve("table.ndjson");
        Files.writeString(table, "what is this\n");
        Run run = Run.of("inspect", "lenet5", "--latency", table);
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(run.err()).contains("table.ndjson must be a latency table: line 1");
    }

    @Test
    void wrongOptionsAreWrongUsage() {
        Path table = folder.resolve("table.ndjson");
        assertThat(Run.of("latency", "table", "lenet5").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(Run.of("latency", "table", "lenet5", "--out", table, "--minutes", "-1")
                        .err())
                .contains("--minutes must not be negative");
        assertThat(Run.of("latency", "table", "lenet5", "--out", table, "--check", "2")
                        .err())
                .contains("--check must be at least 3");
        assertThat(Run.of("latency", "table", "lenet5", "--out", table, "--picture", "gif")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
    }
}
