package io.espalier.env.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.env.target.Block;
import io.espalier.env.target.BlockRequest;
import io.espalier.env.target.FingerprintChangedException;
import io.espalier.env.target.TargetException;
import io.espalier.env.target.TargetNetwork;
import io.espalier.env.target.TargetSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With shell scripts that a user could have written. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "shell scripts")
class CommandTargetTest {

    private static final TargetNetwork REFERENCE = network("reference");
    private static final TargetNetwork CANDIDATE = network("candidate");

    @TempDir
    private Path folder;

    private static TargetNetwork network(String content) {
        return TargetNetwork.of(content.getBytes(StandardCharsets.UTF_8));
    }

    private static BlockRequest request(int rounds) {
        return new BlockRequest("s/0", List.of(REFERENCE, CANDIDATE), network("canary"), rounds, 1000, 5);
    }

    /** @param measuring shell commands; the folder is {@code $2} */
    private CommandTarget target(String measuring) throws IOException {
        return target(measuring, Duration.ofSeconds(30));
    }

    private CommandTarget target(String measuring, Duration preparation) throws IOException {
        Path script = folder.resolve("my target.sh");
        Files.writeString(script, """
                #!/bin/sh
                if [ "$1" = fingerprint ]; then
                    echo '# a comment'
                    echo 'device = a phone'
                    echo "governor=$(cat '%s' 2>/dev/null)"
                    exit 0
                fi
                [ "$1" = measure ] || exit 9
                %s
                """.formatted(folder.resolve("governor"), measuring));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return CommandTarget.open(script, TargetSettings.DEFAULTS.withBatch(4), preparation);
    }

    @Test
    void linesBecomeRoundsInTheirOrder() throws IOException {
        Block block = target("echo '# warming up'; echo '20 10 | 1 2 3'; echo '21\t 11'")
                .measure(request(2));
        assertThat(block.id()).isEqualTo("s/0");
        assertThat(block.networks()).containsExactly(REFERENCE.id(), CANDIDATE.id());
        assertThat(block.rounds())
                .containsExactly(
                        new Block.Round(List.of(20L, 10L), List.of(1L, 2L, 3L), -1, -1),
                        new Block.Round(List.of(21L, 11L), List.of(), -1, -1));
        assertThat(block.elapsedNanos()).isPositive();
    }

    @Test
    void scriptFindsNetworksAndRequestAndTheFolderIsGoneAfterwards() throws IOException {
        Path found = folder.resolve("found");
        target(
                        "cat \"$2/0.onnx\" \"$2/1.onnx\" \"$2/canary.onnx\" \"$2/request.json\" > '%s'; echo \"$2\" > '%s.path'; echo 1 1"
                                .formatted(found, found))
                .measure(request(2));
        assertThat(found)
                .content()
                .startsWith("referencecandidatecanary{")
                .contains("\"networks\":[\"0.onnx\",\"1.onnx\"]", "\"rounds\":2", "\"cap_millis\":1000", "\"batch\":4");
        assertThat(Path.of(Files.readString(Path.of(found + ".path")).trim())).doesNotExist();
    }

    @Test
    void fingerprintIsWhatTheScriptSaysAndWhatItDoesNot() throws IOException {
        Files.writeString(folder.resolve("governor"), "powersave");
        CommandTarget first = target("echo 1 1");
        assertThat(first.fingerprint().facts())
                .containsEntry("device", "a phone")
                .containsEntry("governor", "powersave")
                .containsEntry("batch", "4")
                .containsEntry("provider", "cpu")
                .containsKey("command");
        assertThat(target("echo 2 2").fingerprint()).as("another script").isNotEqualTo(first.fingerprint());
    }

    @Test
    void deviceThatChangesIsRefused() throws IOException {
        Files.writeString(folder.resolve("governor"), "powersave");
        CommandTarget target = target("echo 1 1");
        target.measure(request(1));
        Files.writeString(folder.resolve("governor"), "performance");
        assertThatThrownBy(() -> target.measure(request(1)))
                .isInstanceOf(FingerprintChangedException.class)
                .hasMessage("the target must stay the same: governor was 'powersave' and is 'performance'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "echo 1 2 3; line must have one time for each of 2 networks: '1 2 3'",
                "echo 1; line must have one time for each of 2 networks: '1'",
                "echo '1 2 | 3 4'; line must have 3 times of the canary behind '|': '1 2 | 3 4'",
                "echo '1 2 | 3 4 5 | 6'; line must have at most one '|'",
                "echo 0 2; positive whole numbers of nanoseconds: '0 2'",
                "echo -1 2; positive whole numbers of nanoseconds: '-1 2'",
                "echo 1.5 2; positive whole numbers of nanoseconds: '1.5 2'",
                "echo nan 2; positive whole numbers of nanoseconds: 'nan 2'",
                "echo 99999999999999999999 2; positive whole numbers",
                "true; must print a line for each round: nothing",
                "yes '1 1' | head -n 9; must print at most 3 lines",
                "exit 7; must end with code 0: 7"
            })
    void lineThatIsNotUnderstoodIsAnErrorWithWhatTheScriptSaid(String measuring, String message) throws IOException {
        CommandTarget target = target("echo 'no device' >&2\n" + measuring);
        assertThatThrownBy(() -> target.measure(request(3)))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining(message)
                .hasMessageEndingWith("; it said: no device");
    }

    @Test
    void scriptThatDoesNotEndIsEndedWithItsChildren() throws IOException, InterruptedException {
        Path child = folder.resolve("child");
        CommandTarget target =
                target("echo stuck >&2; sleep 50 & echo $! > '%s'; wait".formatted(child), Duration.ofSeconds(1));
        assertThatThrownBy(() -> target.measure(request(3)))
                .isInstanceOf(TargetException.class)
                .hasMessageContaining("must end within 2 s")
                .hasMessageEndingWith("; it said: stuck");
        long pid = Long.parseLong(Files.readString(child).trim());
        while (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
            Thread.sleep(10);
        }
    }

    @Test
    void scriptThatCannotBeRunIsNamed() {
        assertThatThrownBy(() -> CommandTarget.open(folder.resolve("nothing"), TargetSettings.DEFAULTS))
                .hasMessageContaining(folder.resolve("nothing").toString());
    }
}
