package io.espalier.tracking.mlflow;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.mlflow.api.proto.Service.CreateRun;
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
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.limits().call())
                .build();
    }

    private MlflowClient newClient() {
        return new MlflowClient(settings.credentials().at(settings.server().toString()));
    }

    /** The run that was made with this tag before, or else a new one. */
    RunInfo findOrCreateRun(String tag, String value, Function<String, CreateRun> newRun) {
        String experiment = ask(mlflow -> experimentId(mlflow));
        String filter = "tags.`" + tag + "` = '" + value + "'";
        List<Run> found = ask(mlflow -> mlflow.searchRuns(List.of(experiment), filter, ViewType.ACTIVE_ONLY, 1)
                .getItems());
        return found.isEmpty()
                ? ask(mlflow -> mlflow.createRun(newRun.apply(experiment)))
                : found.get(0).getInfo();
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
        portions(batch.metrics(), METRICS_A_BATCH)
                .forEach(portion -> tell(mlflow -> mlflow.logBatch(runId, portion, List.of(), List.of())));
        portions(batch.tags(), TEXTS_A_BATCH)
                .forEach(portion -> tell(mlflow -> mlflow.logBatch(runId, List.of(), List.of(), portion)));
    }

    private static <T> List<List<T>> portions(List<T> all, int size) {
        return IntStream.range(0, (all.size() + size - 1) / size)
                .mapToObj(i -> all.subList(i * size, Math.min(all.size(), (i + 1) * size)))
                .toList();
    }

    /** Takes back that the run ended. */
    void goOn(String runId) {
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
        HttpRequest request = artifactRequest(artifactUri, name, file);
        HttpResponse<String> answer =
                within(settings.limits().artifact(), () -> http.send(request, HttpResponse.BodyHandlers.ofString()));
        if (answer.statusCode() / 100 != 2) {
            throw new MlflowUnavailableException("status " + answer.statusCode() + " for artifact " + name);
        }
    }

    private HttpRequest artifactRequest(String artifactUri, String name, Path file) {
        try {
            String path = URI.create(artifactUri).getPath() + "/" + name;
            String encoded = new URI(null, null, path, null).getRawPath();
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(settings.server() + "/api/2.0/mlflow-artifacts/artifacts" + encoded))
                    .timeout(settings.limits().artifact())
                    .header("Content-Type", "application/octet-stream")
                    .PUT(HttpRequest.BodyPublishers.ofFile(file));
            settings.credentials().header().ifPresent(value -> request.header("Authorization", value));
            return request.build();
        } catch (FileNotFoundException | URISyntaxException e) {
            throw new MlflowUnavailableException("cannot send artifact " + file, e);
        }
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
