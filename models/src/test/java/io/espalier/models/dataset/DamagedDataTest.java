package io.espalier.models.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.models.archive.Archives;
import io.espalier.models.dataset.DataSettings.Corrupt;
import io.espalier.models.random.RandomKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.math3.random.RandomGenerator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flipped bytes and cut ends, wherever they are: a damaged set is read or refused, and nothing else ever happens. */
class DamagedDataTest {

    private static final int MUTATIONS = 150;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"set.zip", "set.tar", "set.tar.gz", "csv.zip"})
    void everyMutationIsReadOrRefusedWithTheFilesName(String name) throws IOException {
        Path file = folder.resolve(name);
        byte[] whole = Files.readAllBytes(write(file));
        RandomGenerator random = RandomKey.of(17, "test.damage").generator();
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            Files.write(file, mutated(whole, random));
            try {
                DataSource.read(
                        file.toString(), DataSettings.DEFAULTS.withCorrupt(i % 2 == 0 ? Corrupt.SKIP : Corrupt.STOP));
            } catch (UncheckedIOException e) {
                assertThat(e).hasMessageContaining(file.toString());
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(MUTATIONS / 4);
    }

    private static byte[] mutated(byte[] whole, RandomGenerator random) {
        byte[] damaged =
                random.nextInt(3) == 0 ? Arrays.copyOf(whole, 1 + random.nextInt(whole.length - 1)) : whole.clone();
        for (int flips = 1 + random.nextInt(6); flips > 0; flips--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        return damaged;
    }

    private static Path write(Path file) {
        Map<String, byte[]> entries = new TreeMap<>();
        if (file.endsWith("csv.zip")) {
            byte[] lines = "0,1,2,3,4\n1,5,6,7,8\n".getBytes(StandardCharsets.UTF_8);
            return Archives.zip(file, new TreeMap<>(Map.of("train.csv", lines, "test.csv", lines)));
        }
        for (String part : new String[] {"train", "test"}) {
            entries.put(part + "/cat/1.png", ImageFolderTest.png(5, 5, 40));
            entries.put(part + "/dog/1.png", ImageFolderTest.png(5, 5, 90));
        }
        return file.endsWith("set.tar")
                ? Archives.tar(file, entries)
                : file.endsWith("set.tar.gz") ? Archives.tarGz(file, entries) : Archives.zip(file, entries);
    }
}
