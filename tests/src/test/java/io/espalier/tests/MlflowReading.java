package io.espalier.tests;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an MLflow server has, read through its REST API by nothing of ours. */
final class MlflowReading {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    MlflowReading(URI server) {
        this.server = server;
    }

    /**
     * All that a server has of a run.
     *
     * @param info status, name, times
     * @param points of every metric, each {@code "name step timestamp value"}, sorted, as often as the server has them
     * @param inputs as the server tells them, sorted by name
     * @param artifacts content by path, as Base64
     */
    record Run(
            JsonNode info,
            SortedMap<String, String> parameters,
            SortedMap<String, String> tags,
            List<String> points,
            SortedMap<String, JsonNode> inputs,
            SortedMap<String, String> artifacts) {

        String id() {
            return info.path("run_id").asText();
        }

        String status() {
            return info.path("status").asText();
        }
    }

    /** Status of every run of the server, by its name. */
    SortedMap<String, String> statuses() {
        SortedMap<String, String> statuses = new TreeMap<>();
        listed().forEach(run -> statuses.put(
                run.at("/info/run_name").asText(), run.at("/info/status").asText()));
        return statuses;
    }

    private JsonNode listed() {
        JsonNode experiments = post("experiments/search", "{\"max_results\":100}");
        List<String> ids = new ArrayList<>();
        experiments
                .path("experiments")
                .forEach(experiment -> ids.add(experiment.path("experiment_id").asText()));
        JsonNode found =
                post("runs/search", "{\"experiment_ids\":%s,\"max_results\":1000}".formatted(JSON.valueToTree(ids)));
        return found.path("runs");
    }

    /** Every run of the server, by its name. */
    SortedMap<String, Run> runs() {
        SortedMap<String, Run> runs = new TreeMap<>();
        listed().forEach(listed -> {
            Run run = run(listed.at("/info/run_id").asText());
            String name = run.info().path("run_name").asText();
            if (runs.put(name, run) != null) {
                throw new AssertionError("two runs have the name " + name);
            }
        });
        return runs;
    }

    private Run run(String id) {
        JsonNode run = get("/api/2.0/mlflow/runs/get?run_id=" + id).path("run");
        List<String> points = new ArrayList<>();
        run.at("/data/metrics")
                .forEach(metric -> points.addAll(history(id, metric.path("key").asText())));
        points.sort(null);
        SortedMap<String, JsonNode> inputs = new TreeMap<>();
        run.at("/inputs/dataset_inputs")
                .forEach(input -> inputs.put(input.at("/dataset/name").asText(), input));
        SortedMap<String, String> artifacts = new TreeMap<>();
        download(id, "", artifacts);
        return new Run(
                run.path("info"),
                pairs(run.at("/data/params")),
                pairs(run.at("/data/tags")),
                points,
                inputs,
                artifacts);
    }

    private List<String> history(String run, String metric) {
        List<String> points = new ArrayList<>();
        String page = "";
        do {
            JsonNode some = get("/api/2.0/mlflow/metrics/get-history?max_results=1000&run_id=" + run + "&metric_key="
                    + encoded(metric) + (page.isEmpty() ? "" : "&page_token=" + encoded(page)));
            some.path("metrics")
                    .forEach(point -> points.add(point(
                            metric,
                            point.path("step").asLong(),
                            point.path("timestamp").asLong(),
                            point.path("value").asDouble())));
            page = some.path("next_page_token").asText("");
        } while (!page.isEmpty());
        return points;
    }

    /** A point as {@link Run#points} has it. */
    static String point(String metric, long step, long atMillis, double value) {
        return "%s %d %d %s".formatted(metric, step, atMillis, value);
    }

    private void download(String run, String folder, Map<String, String> artifacts) {
        JsonNode listed = get("/api/2.0/mlflow/artifacts/list?run_id=" + run + "&path=" + encoded(folder));
        listed.path("files").forEach(file -> {
            String path = file.path("path").asText();
            if (file.path("is_dir").asBoolean()) {
                download(run, path, artifacts);
            } else {
                byte[] content = bytes("/get-artifact?run_uuid=" + run + "&path=" + encoded(path));
                artifacts.put(path, Base64.getEncoder().encodeToString(content));
            }
        });
    }

    private static SortedMap<String, String> pairs(JsonNode list) {
        SortedMap<String, String> map = new TreeMap<>();
        list.forEach(
                pair -> map.put(pair.path("key").asText(), pair.path("value").asText()));
        return map;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private JsonNode get(String path) {
        return tree(bytes(path));
    }

    private byte[] bytes(String path) {
        return send(request(path).GET());
    }

    private JsonNode post(String path, String json) {
        return tree(send(request("/api/2.0/mlflow/" + path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path));
    }

    private byte[] send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new AssertionError(
                        request.uri() + ": " + answer.statusCode() + " " + new String(answer.body(), UTF_8));
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static JsonNode tree(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("not JSON: " + new String(json, UTF_8), e);
        }
    }
}
