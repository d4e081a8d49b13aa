package io.espalier.env.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.env.remote.RemoteAccess;
import io.espalier.env.remote.RemoteTarget;
import io.espalier.env.remote.Trust;
import io.espalier.env.target.TargetException;
import io.espalier.env.target.TargetSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a keystore made by the JDK's keytool. */
@Timeout(60)
class TlsTest {

    private static final String PASSWORD = "keystore-password";
    private static final Duration PATIENT = Duration.ofMinutes(2);

    @TempDir
    private static Path folder;

    private static Path keystore;
    private static Path certificate;
    private static Path passwordFile;

    @BeforeAll
    static void makeKeystore() throws IOException, InterruptedException {
        keystore = folder.resolve("target.p12");
        certificate = folder.resolve("target.pem");
        passwordFile = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        keytool("-genkeypair", "-keyalg", "EC", "-alias", "target", "-dname", "CN=target", "-ext", "san=ip:127.0.0.1");
        keytool("-exportcert", "-rfc", "-alias", "target", "-file", certificate.toString());
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.of(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString()),
                        Stream.of(arguments),
                        Stream.of("-keystore", keystore.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD))
                .flatMap(words -> words)
                .toList();
        assertThat(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor())
                .isZero();
    }

    private static TargetServer serve() {
        FakeTarget fake = new FakeTarget();
        ServeSettings settings = new ServeSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Client.TOKEN,
                Optional.of(TlsKeyStore.open(keystore, passwordFile)),
                ServeLimits.DEFAULTS);
        return TargetServer.start(settings, fake::start);
    }

    @Test
    void clientThatKnowsTheCertificateIsServed() {
        try (TargetServer server = serve()) {
            assertThat(server.address()).hasScheme("https");
            RemoteAccess access =
                    RemoteAccess.of(server.address(), Client.TOKEN).withTrust(Trust.only(certificate));
            RemoteTarget target = RemoteTarget.connect(access, TargetSettings.DEFAULTS);
            assertThat(target.measure(TestNetworks.request("a", 2)).rounds()).hasSize(2);
        }
    }

    @Test
    void certificateThatIsNotKnownIsRefusedAtOnce() {
        try (TargetServer server = serve()) {
            RemoteAccess access =
                    RemoteAccess.of(server.address(), Client.TOKEN).withPatience(PATIENT);
            assertThatThrownBy(() -> RemoteTarget.connect(access, TargetSettings.DEFAULTS))
                    .isInstanceOf(TargetException.class)
                    .hasMessageContaining("the certificate of the target at " + server.address() + " is not trusted");
        }
    }

    @Test
    void wrongPasswordAndWrongFilesAreNamed() throws IOException {
        Path wrong = Files.writeString(folder.resolve("wrong"), "wrong-password");
        assertThatThrownBy(() -> TlsKeyStore.open(keystore, wrong)).hasMessageContaining(keystore.toString());
        assertThatThrownBy(() -> TlsKeyStore.open(passwordFile, passwordFile))
                .hasMessageContaining(passwordFile.toString());
        assertThatThrownBy(() -> Trust.only(passwordFile))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("certificate must be in PEM");
    }
}
