package io.espalier.tracking.mlflow;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A real MLflow server, with a database and a folder for artifacts, on a free port of this machine. */
public final class MlflowProcess implements AutoCloseable {

    private static final Duration LONGEST_START = Duration.ofMinutes(3);

    private final List<String> command;
    private final Map<String, String> environment;
    private final Path folder;
    private final URI address;
    private Process process;

    private MlflowProcess(List<String> command, Map<String, String> environment, Path folder, URI address)
            throws IOException {
        this.command = command;
        this.environment = environment;
        this.folder = folder;
        this.address = address;
        this.process = launch();
    }

    /** @param folder where the server keeps everything */
    public static MlflowProcess start(Path venv, Path folder) throws IOException, InterruptedException {
        return start(venv, folder, List.of(), Map.of());
    }

    /** A server that wants to know its users, of whom there is one. */
    public static MlflowProcess startForUser(Path venv, Path folder, String user, String password)
            throws IOException, InterruptedException {
        Path settings =
                Files.writeString(folder.resolve("auth.ini"), """
                [mlflow]
                default_permission = NO_PERMISSIONS
                database_uri = sqlite:///%s
                admin_username = %s
                admin_password = %s
                authorization_function = mlflow.server.auth:authenticate_request_basic_auth
                """.formatted(folder.resolve("auth.db"), user, password));
        return start(
                venv,
                folder,
                List.of("--app-name", "basic-auth"),
                Map.of("MLFLOW_AUTH_CONFIG_PATH", settings.toString(), "MLFLOW_FLASK_SERVER_SECRET_KEY", "of a test"));
    }

    private static MlflowProcess start(Path venv, Path folder, List<String> more, Map<String, String> variables)
            throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(
                venv.resolve("bin/mlflow").toString(),
                "server",
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--workers",
                "1",
                "--backend-store-uri",
                "sqlite:///" + folder.resolve("mlflow.db"),
                "--artifacts-destination",
                folder.resolve("artifacts").toString()));
        command.addAll(more);
        Map<String, String> environment = new TreeMap<>(variables);
        environment.put("MLFLOW_DISABLE_TELEMETRY", "true");
        environment.put("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false");
        MlflowProcess server = new MlflowProcess(command, environment, folder, URI.create("http://127.0.0.1:" + port));
        server.awaitHealth();
        return server;
    }

    private Process launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Path log() {
        return folder.resolve("server.log");
    }

    /** Ends it as a power cut does. */
    void kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    /** Starts it again at the same address, with what it had. */
    void restart() throws IOException, InterruptedException {
        process = launch();
        awaitHealth();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitHealth() throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST_START.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            try {
                if (get("/health").statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
        }
        close();
        throw new IOException("the MLflow server did not start:\n" + Files.readString(log()));
    }

    public URI address() {
        return address;
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(20));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The launcher starts the server as a process of its own, so both are ended. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
