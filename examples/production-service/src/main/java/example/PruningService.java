package example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.espalier.models.actor.PlanningPruner;
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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;

/**
 * Takes ONNX models by HTTP and answers with what a policy leaves of them: {@code POST /prune}; or, where there is an actor, with what that
 * plans for a budget: {@code POST /prune?macs=0.4}.
 */
public final class PruningService {

    private static final int LARGEST_BODY = 256 << 20;

    private PruningService() {}

    /** What is done with a model, whatever that is for an address. */
    private interface Pruning {
        void prune(InputStream network, OutputStream pruned);
    }

    /** Arguments: policy.json, the port (0 for a free one, which is printed), and if there is an actor actor.json and actor.onnx. */
    public static void main(String[] arguments) throws IOException {
        PolicyPruner pruner;
        try (InputStream policy = Files.newInputStream(Path.of(arguments[0]))) {
            pruner = PolicyPruner.read(policy);
        }
        Optional<PlanningPruner> planner = arguments.length > 3
                ? Optional.of(planner(Path.of(arguments[2]), Path.of(arguments[3])))
                : Optional.empty();
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
        HttpServer server = HttpServer.create(address, 0);
        server.createContext("/prune", exchange -> answer(exchange, pruning(exchange.getRequestURI().getQuery(), pruner, planner)));
        server.setExecutor(Executors.newFixedThreadPool(2));
        server.start();
        System.out.println("listening on port " + server.getAddress().getPort());
    }

    /** It lives as long as the service. */
    private static PlanningPruner planner(Path description, Path actor) throws IOException {
        try (InputStream json = Files.newInputStream(description);
                InputStream onnx = Files.newInputStream(actor)) {
            return PlanningPruner.read(json, onnx);
        }
    }

    /** By the policy, or where the address has budgets by the actor. */
    private static Pruning pruning(String query, PolicyPruner pruner, Optional<PlanningPruner> planner) {
        if (query == null) {
            return pruner::prune;
        }
        return (network, pruned) -> {
            Map<String, Double> budgets = new HashMap<>();
            for (String pair : query.split("&")) {
                String[] parts = pair.split("=", 2);
                budgets.put(parts[0], share(parts));
            }
            planner.orElseThrow(() -> new IllegalArgumentException("budgets need an actor, and there is none"))
                    .prune(network, pruned, budgets);
        };
    }

    private static double share(String[] parts) {
        try {
            return Double.parseDouble(parts.length == 2 ? parts[1] : "");
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(parts[0] + " must be a number, as in ?macs=0.4");
        }
    }

    private static void answer(HttpExchange exchange, Pruning pruning) throws IOException {
        try (exchange) {
            byte[] network = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
            if (network.length > LARGEST_BODY) {
                send(exchange, 413, ("a network may have at most " + LARGEST_BODY + " bytes").getBytes(StandardCharsets.UTF_8));
                return;
            }
            ByteArrayOutputStream pruned = new ByteArrayOutputStream();
            try {
                pruning.prune(new ByteArrayInputStream(network), pruned);
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
