package io.espalier.tracking.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

    @TempDir
    Path folder;

    @Test
    void isNamedAfterNameConfigAndSeed() {
        Path runs = folder.resolve("a/runs");

        RunFolder run = RunFolder.create(runs, "fashion", "0a1b2c", 7);

        assertThat(run.path()).isEqualTo(runs.resolve("fashion-0a1b2c-7")).isEmptyDirectory();
        assertThat(run.name()).isEqualTo("fashion-0a1b2c-7");
    }

    @Test
    void namesEachFileOnce() {
        RunFolder run = RunFolder.create(folder, "x", "0", 1);

        List<String> names = List.of(
                        run.config(),
                        run.manifest(),
                        run.journal(),
                        run.checkpoint(),
                        run.policy(),
                        run.actor(),
                        run.actorDescription(),
                        run.prunedOnnx(),
                        run.prunedZip(),
                        run.report(),
                        run.mlflow())
                .stream()
                .map(path -> run.path().relativize(path).toString())
                .toList();
        assertThat(names)
                .containsExactly(
                        "config.yaml",
                        "manifest.json",
                        "journal.ndjson",
                        "checkpoint",
                        "policy.json",
                        "actor.onnx",
                        "actor.json",
                        "pruned.onnx",
                        "pruned.zip",
                        "report.html",
                        "mlflow.json");
    }

    @Test
    void refusesAFolderThatHoldsSomething() throws IOException {
        Path old = Files.createDirectories(folder.resolve("x-0-1"));
        Files.writeString(old.resolve("journal.ndjson"), "");

        assertThatThrownBy(() -> RunFolder.create(folder, "x", "0", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("run folder must be new or empty: " + old
                        + " (resume that run, move the folder away, or change the name, the config or the seed)");
    }

    @Test
    void takesAnEmptyFolder() throws IOException {
        Path empty = Files.createDirectories(folder.resolve("x-0-1"));

        assertThat(RunFolder.create(folder, "x", "0", 1).path()).isEqualTo(empty);
    }

    @Test
    void saysWhatStandsInTheWay() throws IOException {
        Path file = Files.writeString(folder.resolve("runs"), "not a folder");
        Path run = file.resolve("deeper/x-0-1");

        assertThatThrownBy(() -> RunFolder.create(file.resolve("deeper"), "x", "0", 1))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot make run folder " + run + ": " + file + " is a file");
        assertThat(file).hasContent("not a folder");
    }

    @Test
    void refusesNamesThatLeaveTheFolderOfRuns() {
        assertThatThrownBy(() -> RunFolder.create(folder, "../x", "0", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "name must begin with a letter or digit and hold only letters, digits, '.', '_' and '-': ../x");
        assertThatThrownBy(() -> RunFolder.create(folder, "x", "XYZ", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("configHash must be lower-case hexadecimal: XYZ");
    }

    @Test
    void opensOnlyAFolderWithAJournal() throws IOException {
        assertThatThrownBy(() -> RunFolder.open(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("run must be a folder with a journal.ndjson: " + folder);

        Files.writeString(folder.resolve("journal.ndjson"), "");
        assertThat(RunFolder.open(folder)).isEqualTo(new RunFolder(folder));
    }

    @Test
    void resumesOnlyAFolderWithAConfig() throws IOException {
        assertThatThrownBy(() -> RunFolder.toResume(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("run to resume must be a folder with a config.yaml: " + folder);

        Files.writeString(folder.resolve("config.yaml"), "");
        assertThat(RunFolder.toResume(folder)).isEqualTo(new RunFolder(folder));
    }

    @Test
    void aRunThatWasKilledBeforeItHadAConfigBeginsAnew() throws IOException {
        RunFolder run = RunFolder.create(folder, "n", "0a", 1);
        Files.writeString(run.path().resolve("config.yaml.part"), "nam");

        assertThat(RunFolder.create(folder, "n", "0a", 1)).isEqualTo(run);
    }

    @Test
    void removesTheStateOfTheFineTunings() throws IOException {
        RunFolder run = RunFolder.create(folder, "n", "0a", 1);
        run.removeCheckpoint();
        Files.writeString(
                Files.createDirectories(run.checkpoint().resolve("learned")).resolve("x"), "");
        run.removeCheckpoint();

        assertThat(run.checkpoint()).doesNotExist();
    }

    @Test
    void writesSmallFilesWholeAndLeavesNothingBeside() throws IOException {
        Path file = folder.resolve("policy.json");

        AtomicFile.write(file, "old and longer");
        AtomicFile.write(file, "new");

        assertThat(file).hasContent("new");
        try (var content = Files.list(folder)) {
            assertThat(content).containsExactly(file);
        }
    }

    @Test
    void keepsTheOldFileWhenTheNewOneCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("policy.json"), "old");
        Files.createDirectories(folder.resolve("policy.json.part"));

        assertThatThrownBy(() -> AtomicFile.write(file, "new"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("cannot write " + file + ": ");
        assertThat(file).hasContent("old");
    }

    @Test
    void resultsAreAllFilesButThoseThatOnlyServeToGoOn() throws IOException {
        RunFolder run = RunFolder.create(folder, "fashion", "0a1b", 9);
        Files.createDirectories(run.learner().resolve("deep"));
        Files.createDirectories(run.checkpoint().resolve("learned"));
        for (Path file : List.of(
                run.policy(),
                run.journal(),
                run.path().resolve("journal.ndjson.lock"),
                run.mlflow(),
                run.path().resolve("manifest.json.part"),
                run.learner().resolve("deep/state"),
                run.checkpoint().resolve("learned/state"))) {
            Files.createFile(file);
        }

        assertThat(run.results()).containsExactly(run.journal(), run.learner().resolve("deep/state"), run.policy());
    }
}
