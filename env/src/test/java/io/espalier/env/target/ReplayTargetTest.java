package io.espalier.env.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTargetTest {

    private static final TargetNetwork REFERENCE = TargetNetwork.of(new byte[] {1});
    private static final TargetNetwork CANDIDATE = TargetNetwork.of(new byte[] {2});
    private static final TargetNetwork CANARY = TargetNetwork.of(new byte[] {3});

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("latency.ndjson");
    }

    @Test
    void givesEveryBlockAgainInAnyOrder() {
        Block first;
        Block second;
        try (Target target = new RecordingTarget(new Counting("a"), file)) {
            first = target.measure(request("x/0", REFERENCE, CANDIDATE));
            second = target.measure(request("x/1", REFERENCE));
        }
        Target replay = ReplayTarget.read(file);
        assertThat(replay.measure(request("x/1", REFERENCE))).isEqualTo(second);
        assertThat(replay.measure(request("x/0", REFERENCE, CANDIDATE))).isEqualTo(first);
        assertThat(replay.fingerprint()).isEqualTo(first.fingerprint());
    }

    @Test
    void aBlockIsOnDiskBeforeItIsHandedOnAndWrittenOnce() throws IOException {
        try (Target target = new RecordingTarget(new Counting("a"), file)) {
            target.measure(request("x/0", REFERENCE));
            target.measure(request("x/0", REFERENCE));
            assertThat(Files.readAllLines(file)).hasSize(1);
        }
    }

    @Test
    void refusesWhatWasNotRecordedNamingTheBlock() {
        record("a", request("x/0", REFERENCE));
        Target replay = ReplayTarget.read(file);
        assertThatThrownBy(() -> replay.measure(request("x/1", REFERENCE)))
                .isInstanceOf(TargetException.class)
                .hasMessage("block 'x/1' is not in the recording " + file);
    }

    @Test
    void refusesOtherNetworksOtherCanariesAndOtherSettings() {
        record("a", request("x/0", REFERENCE));
        Target replay = ReplayTarget.read(file);
        for (BlockRequest other : List.of(
                request("x/0", CANDIDATE),
                request("x/0", REFERENCE, CANDIDATE),
                new BlockRequest("x/0", List.of(REFERENCE), CANDIDATE, 2, 100, 7),
                new BlockRequest("x/0", List.of(REFERENCE), CANARY, 3, 100, 7),
                new BlockRequest("x/0", List.of(REFERENCE), CANARY, 2, 100, 8))) {
            assertThatThrownBy(() -> replay.measure(other))
                    .isInstanceOf(TargetException.class)
                    .hasMessageStartingWith("block 'x/0' was recorded of other networks or with other settings");
        }
    }

    @Test
    void aLineCutShortByAKillIsLeftOutAndADamagedOneNamed() throws IOException {
        record("a", request("x/0", REFERENCE), request("x/1", REFERENCE));
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.length() - 5));
        Target replay = ReplayTarget.read(file);
        assertThat(replay.measure(request("x/0", REFERENCE)).id()).isEqualTo("x/0");
        assertThatThrownBy(() -> replay.measure(request("x/1", REFERENCE))).isInstanceOf(TargetException.class);
        Files.writeString(file, "{}\n", StandardOpenOption.TRUNCATE_EXISTING);
        assertThatThrownBy(() -> ReplayTarget.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ", line 1: RecordedBlock must be as it was written");
    }

    @Test
    void refusesARecordingOfTwoTargetsAndAnEmptyOne() throws IOException {
        Files.createFile(file);
        assertThatThrownBy(() -> ReplayTarget.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + " must hold a recorded block: it is empty");
        record("a", request("x/0", REFERENCE));
        record("b", request("x/1", REFERENCE));
        assertThatThrownBy(() -> ReplayTarget.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + " must hold each block of one target once: line 2, block 'x/1'");
    }

    @Test
    void aResumedTargetMeasuresOnlyWhatWasNotRecordedAndRecordsIt() {
        Block recorded = record("a", request("x/0", REFERENCE)).get(0);
        try (Target target = new ResumedTarget(ReplayTarget.read(file), new RecordingTarget(new Counting("a"), file))) {
            assertThat(target.measure(request("x/0", REFERENCE))).isEqualTo(recorded);
            Block live = target.measure(request("x/1", CANDIDATE));
            ReplayTarget both = ReplayTarget.read(file);
            assertThat(both.measure(request("x/0", REFERENCE))).isEqualTo(recorded);
            assertThat(both.measure(request("x/1", CANDIDATE))).isEqualTo(live);
        }
    }

    @Test
    void aResumedTargetRefusesARecordOfAnotherTarget() {
        record("a", request("x/0", REFERENCE));
        ReplayTarget recorded = ReplayTarget.read(file);
        assertThatThrownBy(() -> new ResumedTarget(recorded, new Counting("b")))
                .isInstanceOf(FingerprintChangedException.class);
    }

    @Test
    void aLineThatAKillCutShortIsRecordedAnew() throws IOException {
        record("a", request("x/0", REFERENCE), request("x/1", REFERENCE));
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.length() - 10));
        record("a", request("x/1", REFERENCE));
        assertThat(Files.readString(file).lines()).hasSize(2);
        assertThat(ReplayTarget.read(file).holds("x/1")).isTrue();
    }

    private List<Block> record(String machine, BlockRequest... requests) {
        try (Target target = new RecordingTarget(new Counting(machine), file)) {
            return Stream.of(requests).map(target::measure).toList();
        }
    }

    private static BlockRequest request(String id, TargetNetwork... networks) {
        return new BlockRequest(id, List.of(networks), CANARY, 2, 100, 7);
    }

    /** Every time is one more than the one before. */
    private static final class Counting implements Target {

        private final TargetFingerprint fingerprint;
        private long nanos = 1_234_567_890_123L;

        Counting(String machine) {
            fingerprint = TargetFingerprint.of(Map.of("machine", machine));
        }

        @Override
        public TargetFingerprint fingerprint() {
            return fingerprint;
        }

        @Override
        public Block measure(BlockRequest request) {
            List<String> ids =
                    request.networks().stream().map(TargetNetwork::id).toList();
            List<Long> times = ids.stream().map(id -> nanos++).toList();
            return new Block(
                    request.id(), fingerprint, ids, List.of(new Block.Round(times, List.of(5L), 0, -1)), nanos++);
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
