package io.espalier.tracking.mlflow;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A registry may answer what it likes. */
@Timeout(120)
class StrangeRegistryTest {

    @Test
    void aFileWithoutEndDoesNotFillTheMemory() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 0);
                byte[] blanks = new byte[1 << 16];
                while (true) {
                    exchange.getResponseBody().write(blanks);
                }
            }
        });
        server.start();
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        try (MlflowRegistry registry = MlflowRegistry.at(MlflowSettings.of(address))) {
            assertThatThrownBy(() -> registry.file(version("mlflow-artifacts:/1/registered/small"), "policy.json"))
                    .isInstanceOf(MlflowUnavailableException.class)
                    .hasMessage("artifact policy.json is longer than 67108864 bytes");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aPlaceThatIsNoAddressIsTheServersFault() {
        try (MlflowRegistry registry = MlflowRegistry.at(MlflowSettings.of("http://127.0.0.1:1"))) {
            assertThatThrownBy(() -> registry.file(version("no address: \\ at all"), "policy.json"))
                    .isInstanceOf(MlflowUnavailableException.class)
                    .hasMessageStartingWith("cannot reach artifact policy.json at no address");
        }
    }

    private static ModelVersion version(String source) {
        return new ModelVersion("small", "1", source, new TreeMap<>());
    }
}
