package io.espalier.tracking.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.tracking.manifest.Manifest.Code;
import io.espalier.tracking.manifest.Manifest.Images;
import io.espalier.tracking.manifest.Manifest.Launch;
import io.espalier.tracking.manifest.Manifest.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {

    @TempDir
    Path folder;

    @Test
    void isReadAsItWasWritten() throws IOException {
        Manifest manifest = new Manifest(
                new Code("0.1.0", "abc", Map.of("onnxruntime", "1.29.0", "deeplearning4j", "1.0.0-M2.1")),
                Machine.here("f00"),
                Optional.of(new Launch("ann", "main", "false")),
                Optional.of(new Images("folder/data.zip", false, List.of(1, 28, 28), 10)),
                Map.of("training images", "aa"),
                Map.of("training", 9000L),
                Map.of("run", 7L),
                Map.of("workers", 2));
        Path file = folder.resolve("manifest.json");

        manifest.write(file);

        assertThat(Manifest.read(file)).isEqualTo(manifest);
        assertThat(Files.readString(file)).contains("\"libraries\" : {\n      \"deeplearning4j\"");
        assertThat(manifest.machine().cores()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void isReadWithoutWhatOlderOnesLack() throws IOException {
        Path file = Files.writeString(folder.resolve("manifest.json"), """
                {"code": {"version": "0.1.0", "commit": "abc", "libraries": {}},
                 "machine": {"java": "17", "operatingSystem": "Linux", "processor": "p", "cores": 2, "target": ""},
                 "digests": {"data.test": "aa"}, "splits": {"test": 100}, "seeds": {}, "threads": {}}
                """);

        Manifest manifest = Manifest.read(file);

        assertThat(manifest.launch()).isEmpty();
        assertThat(manifest.data()).isEmpty();
        assertThat(manifest.flat()).containsEntry("digests.data.test", "aa");
    }

    @Test
    void refusesAFileThatLacksSomething() throws IOException {
        Path file = Files.writeString(folder.resolve("manifest.json"), "{}");

        assertThatThrownBy(() -> Manifest.read(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("cannot read manifest " + file + ": Missing creator property 'code'");
    }
}
