package io.espalier.tracking.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.tracking.journal.Journal;
import io.espalier.tracking.journal.SampleRun;
import io.espalier.tracking.run.RunFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose certificate nobody has signed, for another name than it is reached by. */
class InsecureTlsTest {

    private static final String PASSWORD = "keystore-password";

    @TempDir
    private static Path folder;

    private static SSLContext identity;

    @BeforeAll
    static void makeCertificate() throws IOException, InterruptedException, GeneralSecurityException {
        Path file = folder.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "server",
                        "-dname",
                        "CN=elsewhere",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        identity = SSLContext.getInstance("TLS");
        identity.init(managers.getKeyManagers(), null, null);
    }

    private static MlflowSettings settings(MlflowStub stub, Map<String, String> environment) {
        return MlflowSettings.of(stub.address())
                .withCredentials(MlflowCredentials.from(environment))
                .withLimits(MlflowLimits.DEFAULTS.withCall(Duration.ofSeconds(30)));
    }

    private static RunFolder sampleRun(String name) throws IOException {
        RunFolder run = RunFolder.create(folder, name, "0a1b", 7);
        Files.writeString(run.config(), "name: fashion\n");
        try (Journal journal = Journal.open(run.journal(), () -> 1000)) {
            SampleRun.events(0.75).forEach(journal::write);
        }
        return run;
    }

    @Test
    void runAndFilesAreSentWhereTheUserAskedForIt() throws IOException {
        try (MlflowStub stub = MlflowStub.start(identity)) {
            RunFolder run = sampleRun("trusting");
            MlflowFollower.sync(run, settings(stub, Map.of("MLFLOW_TRACKING_INSECURE_TLS", "true")), message -> {});

            assertThat(stub.bodies("runs/log-batch")).isNotEmpty();
            assertThat(stub.artifacts()).isNotEmpty();
        }
    }

    @Test
    void itIsRefusedOtherwise() throws IOException {
        try (MlflowStub stub = MlflowStub.start(identity)) {
            RunFolder run = sampleRun("careful");

            assertThatThrownBy(() -> MlflowFollower.sync(run, settings(stub, Map.of()), message -> {}))
                    .isInstanceOf(MlflowUnavailableException.class)
                    .hasMessageContaining("certif");
            assertThat(stub.bodies("runs/log-batch")).isEmpty();
        }
    }
}
