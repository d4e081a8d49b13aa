package io.espalier.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.env.remote.Token;
import io.espalier.env.target.Target;
import io.espalier.env.target.TargetSettings;
import io.espalier.experiments.cli.ExitCode;
import io.espalier.experiments.cli.Main;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.Interruption;
import io.espalier.experiments.target.TargetAccess;
import io.espalier.experiments.target.TargetAddress;
import io.espalier.experiments.target.Targets;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code target serve} of the whole program, and an address as it is written on the command line. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TargetServeTest {

    @TempDir
    private Path folder;

    @Test
    void servesUntilItIsInterrupted() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), Token.generate().reveal() + "\n");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Console console = Console.plain(new PrintStream(out, true, StandardCharsets.UTF_8), System.err);
        Interruption interruption = new Interruption();
        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(
                () -> Main.run(
                        console, interruption, "target", "serve", "--port", "0", "--token-file", token.toString()),
                task -> new Thread(task).start());
        while (!out.toString(StandardCharsets.UTF_8).contains("\n")) {
            Thread.sleep(10);
        }
        String said = out.toString(StandardCharsets.UTF_8).trim();
        assertThat(said).startsWith("serving at http://127.0.0.1:");
        TargetAddress address = TargetAddress.parse(said.substring("serving at ".length()));
        TargetAccess access = new TargetAccess(Optional.of(token), Optional.empty());
        try (Target target = Targets.open(address, TargetSettings.DEFAULTS.withBatch(3), access)) {
            assertThat(target.fingerprint().facts()).containsEntry("batch", "3");
        }
        interruption.request();
        assertThat(code.get()).isEqualTo(ExitCode.SUCCESS);
    }

    @Test
    void wrongUsageIsExplained() {
        assertThat(SmallWorld.run("target").exitCode()).isEqualTo(ExitCode.USAGE);
        SmallWorld.Result port = SmallWorld.run("target", "serve", "--port", "70000");
        assertThat(port.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(port.err()).contains("--port must be in [0, 65535]: 70000");
        SmallWorld.Result tls = SmallWorld.run("target", "serve", "--tls-keystore", "k");
        assertThat(tls.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(tls.err()).contains("--tls-keystore and --tls-password-file must be given together");
    }

    @Test
    void tokenThatIsTooShortIsRefusedWithoutShowingIt() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "secret\n");
        SmallWorld.Result result = SmallWorld.run("target", "serve", "--port", "0", "--token-file", token.toString());
        assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(result.err())
                .contains("token must be 16 to 512 letters")
                .contains(token.toString())
                .doesNotContain("secret");
    }
}
