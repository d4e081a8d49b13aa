package io.espalier.env.staircase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.env.target.TargetFingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StaircaseFileTest {

    private static final StaircaseData DATA = StaircaseData.empty(
                    TargetFingerprint.of(Map.of("processor", "one \"with\" quotes")))
            .withCells(List.of(
                    new CellTime(new Cell("dense at 1", 3, 4), 1234.567, 100, 7),
                    new CellTime(new Cell("dense at 1", 3, 5), 1.0 / 3, 0, 1)))
            .withWholes(List.of(new WholeTime("abc", List.of(3, 4), 0.1 + 0.2, 5e6, 101.5, 12)));

    @TempDir
    private Path folder;

    @Test
    void readsWhatItWrote() {
        Path file = folder.resolve("table.ndjson");
        StaircaseFile.write(file, DATA);
        assertThat(StaircaseFile.read(file)).isEqualTo(DATA);
        assertThat(folder.toFile().list()).containsExactly("table.ndjson");
    }

    @Test
    void saysWhichLineIsDamaged() throws IOException {
        Path file = folder.resolve("table.ndjson");
        StaircaseFile.write(file, DATA);
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.set(2, lines.get(2).replace("\"nanos\":1234.567", "\"nanos\":-1"));
        Files.write(file, lines);
        // Of the two cells the one with fewer outputs stands first.
        lines.set(1, lines.get(1).replace("\"nanos\":1234.567", "\"nanos\":-1"));
        Files.write(file, lines);
        assertThatThrownBy(() -> StaircaseFile.read(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("line 2")
                .hasMessageContaining("nanos must be positive");
    }

    @Test
    void refusesOtherFiles() throws IOException {
        Path file = folder.resolve("other");
        for (String text : List.of(
                "",
                "{}",
                "null\n",
                "[1]\n",
                "\u0000\u0001",
                "{\"table\":{\"version\":2}}\n",
                "{\"table\":{\"version\":2,\"fingerprint\":{\"facts\":{\"a\":\"b\"}}}}\n")) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> StaircaseFile.read(file))
                    .as(text)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining(file.toString());
        }
        assertThatThrownBy(() -> StaircaseFile.read(folder.resolve("missing")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void readsOrRefusesWhateverHappensToTheBytes() throws IOException {
        Path file = folder.resolve("table.ndjson");
        StaircaseFile.write(file, DATA);
        byte[] good = Files.readAllBytes(file);
        Random random = new Random(1);
        int refused = 0;
        for (int turn = 0; turn < 1000; turn++) {
            byte[] bytes = good.clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            Files.write(file, turn % 2 == 0 ? bytes : java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)));
            try {
                StaircaseFile.read(file);
            } catch (UncheckedIOException e) {
                refused++;
                assertThat(e).hasMessageContaining(file.toString());
            }
        }
        assertThat(refused).isGreaterThan(500);
    }
}
