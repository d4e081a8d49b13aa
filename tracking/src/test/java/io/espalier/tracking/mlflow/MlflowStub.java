package io.espalier.tracking.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** Just enough of an MLflow server to misbehave: it can hang, fail, and remember what it was told. */
final class MlflowStub implements AutoCloseable {

    private static final String API = "/api/2.0/mlflow/";
    private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch released = new CountDownLatch(1);
    private final Map<String, List<String>> bodies = new ConcurrentHashMap<>();
    private final Map<String, String> artifacts = new ConcurrentHashMap<>();
    private final Set<String> authorizations = ConcurrentHashMap.newKeySet();
    private volatile String artifactUri = "mlflow-artifacts:/1/run1/artifacts";
    private volatile int status = 200;
    private volatile boolean hanging;
    private final Map<String, Integer> refused = new ConcurrentHashMap<>();
    private final AtomicInteger batchesLeft = new AtomicInteger(Integer.MAX_VALUE);

    private MlflowStub(HttpServer server) {
        this.server = server;
    }

    static MlflowStub start() throws IOException {
        return start(HttpServer.create(anyPort(), 0));
    }

    /** With TLS. */
    static MlflowStub start(SSLContext identity) throws IOException {
        HttpsServer server = HttpsServer.create(anyPort(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity));
        return start(server);
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static MlflowStub start(HttpServer server) {
        MlflowStub stub = new MlflowStub(server);
        server.setExecutor(stub.threads);
        server.createContext("/", stub::handle);
        server.start();
        return stub;
    }

    String address() {
        return (server instanceof HttpsServer ? "https" : "http") + "://127.0.0.1:"
                + server.getAddress().getPort();
    }

    void answer(int newStatus) {
        status = newStatus;
    }

    /** From now on, until it is released or closed. */
    void hang() {
        hanging = true;
    }

    /** Ends the hanging for good, and answers what hung. */
    void release() {
        hanging = false;
        released.countDown();
    }

    void failAfterBatches(int count) {
        batchesLeft.set(count);
    }

    void keepArtifactsAt(String uri) {
        artifactUri = uri;
    }

    /** Answers with this status at this endpoint, and at others as usual. */
    void refuse(String endpoint, int newStatus) {
        refused.put(endpoint, newStatus);
    }

    /** What was accepted at an endpoint, in order. */
    List<String> bodies(String endpoint) {
        return bodies.getOrDefault(endpoint, List.of());
    }

    Map<String, String> artifacts() {
        return artifacts;
    }

    Set<String> authorizations() {
        return authorizations;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        String path = exchange.getRequestURI().getPath();
        if (hanging) {
            waitForRelease();
        }
        if (status != 200 || (path.endsWith("log-batch") && batchesLeft.getAndDecrement() <= 0)) {
            answer(exchange, status == 200 ? 503 : status, "{\"message\":\"stub\"}");
        } else if (path.startsWith(ARTIFACTS)) {
            artifacts.put(path.substring(ARTIFACTS.length()), body);
            answer(exchange, 200, "{}");
        } else {
            String endpoint = path.substring(API.length());
            if (refused.containsKey(endpoint)) {
                answer(exchange, refused.getOrDefault(endpoint, 0), "{\"message\":\"refused\"}");
                return;
            }
            bodies.computeIfAbsent(endpoint, key -> new CopyOnWriteArrayList<>())
                    .add(body);
            answer(exchange, 200, reply(endpoint));
        }
    }

    private String reply(String endpoint) {
        return switch (endpoint) {
            case "experiments/get-by-name" -> "{\"experiment\":{\"experiment_id\":\"1\",\"name\":\"espalier\"}}";
            case "runs/create" -> "{\"run\":{\"info\":{\"run_id\":\"run1\",\"artifact_uri\":\"" + artifactUri + "\"}}}";
            default -> "{}";
        };
    }

    private void waitForRelease() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        released.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
