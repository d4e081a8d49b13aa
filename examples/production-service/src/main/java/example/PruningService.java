package example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.espalier.models.graph.UnsupportedNetworkException;
import io.espalier.models.policy.PolicyPruner;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;

/** Takes ONNX models by HTTP and answers with what a policy leaves of them: {@code POST /prune}. */
public final class PruningService {

    private static final int LARGEST_BODY = 256 << 20;

    private PruningService() {}

    /** Arguments: policy.json, and the port (0 for a free one, which is printed). */
    public static void main(String[] arguments) throws IOException {
        PolicyPruner pruner;
        try (InputStream policy = Files.newInputStream(Path.of(arguments[0]))) {
            pruner = PolicyPruner.read(policy);
        }
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
        HttpServer server = HttpServer.create(address, 0);
        server.createContext("/prune", exchange -> answer(exchange, pruner));
        server.setExecutor(Executors.newFixedThreadPool(2));
        server.start();
        System.out.println("listening on port " + server.getAddress().getPort());
    }

    private static void answer(HttpExchange exchange, PolicyPruner pruner) throws IOException {
        try (exchange) {
            byte[] network = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
            if (network.length > LARGEST_BODY) {
                send(exchange, 413, ("a network may have at most " + LARGEST_BODY + " bytes").getBytes(StandardCharsets.UTF_8));
                return;
            }
            ByteArrayOutputStream pruned = new ByteArrayOutputStream();
            try {
                pruner.prune(new ByteArrayInputStream(network), pruned);
            } catch (IllegalArgumentException | UnsupportedNetworkException | UncheckedIOException e) {
                send(exchange, 400, e.getMessage().getBytes(StandardCharsets.UTF_8));
                return;
            }
            send(exchange, 200, pruned.toByteArray());
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
