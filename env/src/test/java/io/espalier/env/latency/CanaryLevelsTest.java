package io.espalier.env.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.env.target.Block;
import io.espalier.env.target.Block.Round;
import io.espalier.env.target.TargetFingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanaryLevelsTest {

    private static final TargetFingerprint HERE = TargetFingerprint.of(Map.of("machine", "here"));
    private static final TargetFingerprint THERE = TargetFingerprint.of(Map.of("machine", "there"));

    @TempDir
    private Path folder;

    @Test
    void isTheFastestTimeThatWasKeptUp() {
        CanaryLevels levels = CanaryLevels.inMemory();
        assertThat(levels.level(HERE)).isEmpty();
        assertThat(levels.learn(block(HERE, 40, 160)).canary()).hasValue(160_000);
        assertThat(levels.learn(block(HERE, 40, 100)).canary()).hasValue(100_000);
        assertThat(levels.learn(block(HERE, 40, 150)).canary()).hasValue(100_000);
        assertThat(levels.level(THERE)).isEmpty();
    }

    @Test
    void oneLuckyStretchIsNoLevel() {
        List<Round> rounds = new ArrayList<>(block(HERE, 40, 100).rounds());
        for (int i = 4; i < 8; i++) {
            rounds.set(i, new Round(List.of(1L), List.of(50_000L, 50_000L, 50_000L, 50_000L), 0, 0));
        }
        CanaryLevels levels = CanaryLevels.inMemory();
        assertThat(levels.learn(new Block("a", HERE, List.of("n"), rounds, 1)).canary())
                .hasValue(100_000);
    }

    @Test
    void aQuietFifthOfABlockIsEnough() {
        List<Round> rounds = new ArrayList<>(block(HERE, 40, 160).rounds());
        for (int i = 16; i < 24; i++) {
            rounds.set(i, new Round(List.of(1L), List.of(100_000L, 100_000L, 100_000L, 100_000L), 0, 0));
        }
        CanaryLevels levels = CanaryLevels.inMemory();
        assertThat(levels.learn(new Block("a", HERE, List.of("n"), rounds, 1)).canary())
                .hasValue(100_000);
    }

    @Test
    void targetWithoutCanariesHasNone() {
        Round round = new Round(List.of(1L), List.of(), -1, -1);
        assertThat(CanaryLevels.inMemory()
                        .learn(new Block("a", HERE, List.of("n"), List.of(round), 1))
                        .canary())
                .isEmpty();
    }

    @Test
    void knowsTheMemoryCanaryWhereABlockHasIt() {
        CanaryLevels levels = CanaryLevels.inMemory();
        Round round = new Round(List.of(700L, 60_000L), List.of(1L, 1L, 1L), 0, 0);
        List<String> networks = List.of("n", MemoryCanary.network().id());
        assertThat(levels.learn(block(HERE, 40, 100)).memory()).isEmpty();
        assertThat(levels.learn(new Block("a", HERE, networks, List.of(round), 1))
                        .memory())
                .hasValue(60_000);
    }

    @Test
    void isRememberedInAFile() {
        Path file = folder.resolve("new").resolve("levels.json");
        CanaryLevels.in(file).learn(block(HERE, 40, 100));
        CanaryLevels.in(file).learn(block(THERE, 40, 300));
        CanaryLevels later = CanaryLevels.in(file);
        assertThat(later.level(HERE)).hasValue(100_000);
        assertThat(later.level(THERE)).hasValue(300_000);
    }

    @Test
    void keepsTheLowerLevelOfTwoProcesses() {
        Path file = folder.resolve("levels.json");
        CanaryLevels one = CanaryLevels.in(file);
        CanaryLevels other = CanaryLevels.in(file);
        one.learn(block(HERE, 40, 100));
        other.learn(block(HERE, 40, 160));
        other.learn(block(THERE, 40, 300));
        assertThat(CanaryLevels.in(file).level(HERE)).hasValue(100_000);
        assertThat(CanaryLevels.in(file).level(THERE)).hasValue(300_000);
    }

    @Test
    void refusesAFileThatIsNone() throws IOException {
        Path file = Files.writeString(folder.resolve("levels.json"), "{\"a\": ");
        assertThatThrownBy(() -> CanaryLevels.in(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + " must be a file of canary levels, or be deleted: ");
    }

    @Test
    void saysBeforehandThatItCannotWrite() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> CanaryLevels.in(file.resolve("levels.json")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("cannot write " + file.resolve("levels.json"));
    }

    @Test
    void theUsersFileIsInTheCacheUnlessAPropertyNamesIt() {
        assertThat(CanaryLevels.usersFile(Map.of("XDG_CACHE_HOME", "/cache")))
                .isEqualTo(Path.of("/cache/espalier/canary-levels.json"));
        assertThat(CanaryLevels.usersFile(Map.of()))
                .isEqualTo(Path.of(System.getProperty("user.home"), ".cache", "espalier", "canary-levels.json"));
        System.setProperty(CanaryLevels.FILE_PROPERTY, "elsewhere.json");
        try {
            assertThat(CanaryLevels.usersFile(Map.of())).isEqualTo(Path.of("elsewhere.json"));
        } finally {
            System.clearProperty(CanaryLevels.FILE_PROPERTY);
        }
    }

    private static Block block(TargetFingerprint fingerprint, int rounds, long canaryMicros) {
        long nanos = canaryMicros * 1000;
        List<Round> all = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            all.add(new Round(List.of(1L), List.of(nanos, nanos, nanos, nanos), 0, 0));
        }
        return new Block("a", fingerprint, List.of("n"), all, 1);
    }
}
