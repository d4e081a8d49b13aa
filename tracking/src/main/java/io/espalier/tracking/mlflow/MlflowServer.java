package io.espalier.tracking.mlflow;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowClientException;
import org.mlflow.tracking.MlflowHttpException;

/**
 * One MLflow server, reached by the Java client but never longer than the limits allow. Every method throws {@link MlflowUnavailableException} if the server
 * does not take what it is sent.
 */
final class MlflowServer implements AutoCloseable {

    private static final String ARTIFACT_SCHEME = "mlflow-artifacts";
    // A batch may hold 1,000 entries and 1 MB; names of 250 and values of 6,000 characters stay below with these.
    private static final int METRICS_A_BATCH = 1000;
    private static final int TEXTS_A_BATCH = 40;
    private static final int NOT_FOUND = 404;
    private static final int MOST_BYTES = 1 << 26;
    private static final int MOST_TWINS = 100;
    private static final Set<Integer> NOT_KNOWN = Set.of(400, NOT_FOUND, 405);

    // The client's HTTP library reports each retry on the terminal; the user is told once, by us. Held here since
    // loggers are collected otherwise.
    private static final Logger HTTP_LOG = Logger.getLogger("org.mlflow_project.apachehttp");

    private final MlflowSettings settings;
    private final TimeLimitedCalls calls = new TimeLimitedCalls();
    private final HttpClient http;
    private MlflowClient client;

    MlflowServer(MlflowSettings settings) {
        HTTP_LOG.setLevel(Level.SEVERE);
        this.settings = settings;
        this.client = newClient();
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.limits().call());
        if (settings.credentials().insecureTls()) {
            builder.sslContext(AnyCertificate.context());
        }
        this.http = builder.build();
    }

    private MlflowClient newClient() {
        return new MlflowClient(settings.credentials().at(settings.server().toString()));
    }

    /** The run that was made with this tag before, one that was told something if there are several, or else a new one. */
    RunInfo findOrCreateRun(String tag, String value, Function<String, CreateRun> newRun) {
        String experiment = ask(mlflow -> experimentId(mlflow));
        List<Run> found = tagged(experiment, tag, value);
        return found.stream()
                .min(Comparator.comparing(MlflowServer::isEmpty))
                .map(Run::getInfo)
                .orElseGet(() -> ask(mlflow -> mlflow.createRun(newRun.apply(experiment))));
    }

    /**
     * Removes what a server made of requests that it answered too late, so that they were sent again: runs with this tag, besides one, that were told nothing.
     */
    void removeTwins(String runId, String tag, String value) {
        String experiment = ask(mlflow -> experimentId(mlflow));
        tagged(experiment, tag, value).stream()
                .filter(MlflowServer::isEmpty)
                .map(run -> run.getInfo().getRunId())
                .filter(id -> !id.equals(runId))
                .forEach(id -> tell(mlflow -> mlflow.deleteRun(id)));
    }

    private List<Run> tagged(String experiment, String tag, String value) {
        String filter = "tags.`" + tag + "` = '" + value + "'";
        return ask(mlflow -> mlflow.searchRuns(List.of(experiment), filter, ViewType.ACTIVE_ONLY, MOST_TWINS)
                .getItems());
    }

    /** The first that a run is told is its parameters. */
    private static boolean isEmpty(Run run) {
        return run.getData().getParamsCount() == 0 && run.getData().getMetricsCount() == 0;
    }

    private String experimentId(MlflowClient mlflow) {
        String name = settings.experiment();
        return mlflow.getExperimentByName(name)
                .map(experiment -> experiment.getExperimentId())
                .orElseGet(() -> mlflow.createExperiment(name));
    }

    /** Sends parameters, metrics and tags in portions that servers take. */
    void log(String runId, MlflowBatch batch) {
        portions(batch.parameters(), TEXTS_A_BATCH)
                .forEach(portion -> tell(mlflow -> mlflow.logBatch(runId, List.of(), portion, List.of())));
        log(runId, batch.metrics());
        portions(batch.tags(), TEXTS_A_BATCH)
                .forEach(portion -> tell(mlflow -> mlflow.logBatch(runId, List.of(), List.of(), portion)));
    }

    /** Sends metrics alone. */
    void log(String runId, List<Metric> metrics) {
        portions(metrics, METRICS_A_BATCH)
                .forEach(portion -> tell(mlflow -> mlflow.logBatch(runId, portion, List.of(), List.of())));
    }

    private static <T> List<List<T>> portions(List<T> all, int size) {
        return IntStream.range(0, (all.size() + size - 1) / size)
                .mapToObj(i -> all.subList(i * size, Math.min(all.size(), (i + 1) * size)))
                .toList();
    }

    /**
     * Says how the run stands.
     *
     * @param endMillis when it ended, milliseconds since 1970; not used if it goes on
     */
    void tell(String runId, RunStatus status, long endMillis) {
        if (status == RunStatus.RUNNING) {
            goOn(runId);
        } else {
            finish(runId, status, endMillis);
        }
    }

    /** Takes back that the run ended. */
    private void goOn(String runId) {
        tell(mlflow -> mlflow.sendPost("runs/update", "{\"run_id\":\"%s\",\"status\":\"RUNNING\"}".formatted(runId)));
    }

    /** Ends the run on the server. */
    void finish(String runId, RunStatus status, long endMillis) {
        tell(mlflow -> mlflow.setTerminated(runId, status, endMillis));
    }

    /** Whether the server itself takes files for this place; others (a bucket, a shared folder) need the place's own client. */
    static boolean servesArtifacts(String artifactUri) {
        return artifactUri.startsWith(ARTIFACT_SCHEME + ":");
    }

    /**
     * Sends a file. The Java client would start a Python process for it, so this goes to the server's own address.
     *
     * @param artifactUri where the server keeps the run's files
     * @param name relative, with {@code /}
     */
    void putArtifact(String artifactUri, String name, Path file) {
        try {
            putArtifact(artifactUri, name, HttpRequest.BodyPublishers.ofFile(file));
        } catch (FileNotFoundException e) {
            throw new MlflowUnavailableException("cannot send artifact " + file, e);
        }
    }

    /** The same from bytes in memory. */
    void putArtifact(String artifactUri, String name, byte[] content) {
        putArtifact(artifactUri, name, HttpRequest.BodyPublishers.ofByteArray(content));
    }

    private void putArtifact(String artifactUri, String name, HttpRequest.BodyPublisher content) {
        HttpRequest request = artifactRequest(artifactUri, name)
                .header("Content-Type", "application/octet-stream")
                .PUT(content)
                .build();
        var unused = send(request, name);
    }

    /** A file that the server keeps, whole in memory; one of more than {@value #MOST_BYTES} bytes is not taken. */
    byte[] artifact(String artifactUri, String name) {
        byte[] content = send(artifactRequest(artifactUri, name).GET().build(), name);
        if (content.length > MOST_BYTES) {
            throw new MlflowUnavailableException("artifact " + name + " is longer than " + MOST_BYTES + " bytes");
        }
        return content;
    }

    /** What is answered; no server can fill the memory with it. */
    private byte[] send(HttpRequest request, String name) {
        return within(settings.limits().artifact(), () -> {
            HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() / 100 != 2) {
                    throw new IOException("status " + answer.statusCode() + " for artifact " + name);
                }
                return body.readNBytes(MOST_BYTES + 1);
            }
        });
    }

    private HttpRequest.Builder artifactRequest(String artifactUri, String name) {
        try {
            String path = URI.create(artifactUri).getPath() + "/" + name;
            String encoded = new URI(null, null, path, null).getRawPath();
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(settings.server() + "/api/2.0/mlflow-artifacts/artifacts" + encoded))
                    .timeout(settings.limits().artifact());
            settings.credentials().header().ifPresent(value -> request.header("Authorization", value));
            return request;
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new MlflowUnavailableException("cannot reach artifact " + name + " at " + artifactUri, e);
        }
    }

    /**
     * What the server's REST API answers, as JSON, or nothing where it knows no such thing.
     *
     * @param path below {@code /api/2.0/mlflow/}, with its query
     */
    Optional<String> find(String path) {
        try {
            return Optional.of(ask(mlflow -> mlflow.sendGet(path)));
        } catch (MlflowUnavailableException e) {
            if (status(e) == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Sends JSON to the server's REST API and gives its answer. */
    String post(String path, String json) {
        return ask(mlflow -> mlflow.sendPost(path, json));
    }

    /**
     * Sends what older servers do not know.
     *
     * @return whether the server took it; false if it says that there is no such thing, or that it is not as it should be
     */
    boolean offer(String path, String json) {
        try {
            post(path, json);
            return true;
        } catch (MlflowUnavailableException e) {
            if (NOT_KNOWN.contains(status(e))) {
                return false;
            }
            throw e;
        }
    }

    /** The same for something that may be there already, which is as good. */
    void make(String path, String json) {
        try {
            post(path, json);
        } catch (MlflowUnavailableException e) {
            if (!String.valueOf(e.getMessage()).contains("RESOURCE_ALREADY_EXISTS")) {
                throw e;
            }
        }
    }

    private static int status(MlflowUnavailableException failure) {
        return failure.getCause() != null && failure.getCause().getCause() instanceof MlflowHttpException http
                ? http.getStatusCode()
                : 0;
    }

    private void tell(Consumer<MlflowClient> message) {
        ask(mlflow -> {
            message.accept(mlflow);
            return true;
        });
    }

    private <T> T ask(Function<MlflowClient, T> question) {
        MlflowClient asked = client;
        return within(settings.limits().call(), () -> question.apply(asked));
    }

    private <T> T within(Duration limit, Callable<T> call) {
        try {
            return calls.call(limit, call);
        } catch (TimeoutException e) {
            dropClient();
            throw new MlflowUnavailableException("no answer within " + limit.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new MlflowUnavailableException(reason(e.getCause() == null ? e : e.getCause()), e);
        } catch (InterruptedException e) {
            dropClient();
            Thread.currentThread().interrupt();
            throw new MlflowUnavailableException("interrupted", e);
        }
    }

    /** Closing a client breaks the connection that its hanging call waits on, so that the call's thread ends. */
    private void dropClient() {
        client.close();
        client = newClient();
    }

    private static String reason(Throwable failure) {
        if (failure instanceof MlflowHttpException http) {
            return "status " + http.getStatusCode() + " " + http.getReasonPhrase() + ": "
                    + MlflowNames.cut(String.valueOf(http.getBodyMessage()).strip(), 300);
        }
        if (failure instanceof MlflowClientException && failure.getCause() instanceof IOException network) {
            return reason(network);
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    @Override
    public void close() {
        calls.close();
        client.close();
    }
}
