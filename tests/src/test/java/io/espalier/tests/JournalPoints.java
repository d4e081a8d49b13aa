package io.espalier.tests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which points of which metric the files of a run's folder mean by {@code docs/tracking.md}, read as plain JSON by nothing of ours. */
final class JournalPoints {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Map<String, String> LATENCY =
            Map.of("ratio", "latencyRatio", "lower", "latencyRatioLower", "upper", "latencyRatioUpper");

    private final List<String> points = new ArrayList<>();
    private final SortedMap<String, List<String>> ofTrainings = new TreeMap<>();

    private JournalPoints() {}

    /** Reads journal and load. */
    static JournalPoints of(Path run) {
        JournalPoints found = new JournalPoints();
        lines(run.resolve("journal.ndjson")).forEach(found::event);
        lines(run.resolve("system.ndjson"))
                .forEach(look -> found.all(
                        "system", look.path("metrics"), look.path("step").asLong(), look));
        found.points.sort(null);
        found.ofTrainings.values().forEach(list -> list.sort(null));
        return found;
    }

    /** The lines of a file, each a JSON object. */
    static List<JsonNode> lines(Path file) {
        try {
            List<JsonNode> lines = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                lines.add(JSON.readTree(line));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Of the run itself, sorted. */
    List<String> ofRun() {
        return points;
    }

    /** Of the runs below it, by the name of the training, sorted. */
    SortedMap<String, List<String>> ofTrainings() {
        return ofTrainings;
    }

    private void event(JsonNode event) {
        long episode = event.path("episode").asLong();
        switch (event.path("event").asText()) {
            case "run-started", "run-described", "artifact-written", "warned", "run-finished" -> {}
            case "profile-finished" ->
                event.path("groups")
                        .properties()
                        .forEach(group -> all("profile/" + group.getKey(), group.getValue(), 0, event));
            case "latency-table-built" -> all("latencyTable", event.path("metrics"), 0, event);
            case "episode-finished" -> episode(event, episode);
            case "best-found" -> all("best/ratio", event.path("ratios"), episode, event);
            case "plan-confirmed" -> {
                one("confirmed/predictedLatencyRatio", event.path("predictedLatencyRatio"), episode, event);
                one("confirmed/measuredLatencyRatio", event.at("/latency/ratio"), episode, event);
                one("confirmed/mayWin", number(event.path("mayWin").asBoolean()), episode, event);
            }
            case "round-finished" ->
                all("round", event.path("metrics"), event.path("round").asLong(), event);
            case "epoch-finished" -> epoch(event);
            case "result-reported" -> result(event);
            case "time-spent" -> {
                for (String kind : List.of("wallSeconds", "cpuSeconds", "workerCpuSeconds")) {
                    all("time/" + kind, event.path(kind), 0, event);
                }
            }
            case "run-resumed" ->
                all("resumed", event.path("metrics"), event.path("sequence").asLong(), event);
            default -> throw new AssertionError("an event that this test does not know: " + event);
        }
    }

    private void episode(JsonNode event, long episode) {
        String agent = "episode/" + event.path("agent").asText() + "/";
        for (String field :
                List.of("reward", "best", "accuracy", "loss", "share", "macsFraction", "parametersFraction")) {
            if (!event.path(field).isNull()) {
                one(agent + field, event.path(field), episode, event);
            }
        }
        JsonNode latency = event.path("latency");
        if (!latency.isNull()) {
            LATENCY.forEach((field, metric) -> one(agent + metric, latency.path(field), episode, event));
            boolean measured = latency.path("source").asText().equals("measured");
            one(agent + "latencyMeasured", number(measured), episode, event);
        }
    }

    private void epoch(JsonNode event) {
        String phase = event.path("phase").asText();
        for (String field : List.of("loss", "accuracy")) {
            one(
                    "epoch/" + phase + "/" + field,
                    event.path(field),
                    event.path("epoch").asLong(),
                    event);
            ofTrainings
                    .computeIfAbsent(phase, key -> new ArrayList<>())
                    .add(MlflowReading.point(
                            field,
                            event.path("epoch").asLong(),
                            event.path("atMillis").asLong(),
                            event.path(field).asDouble()));
        }
    }

    private void result(JsonNode event) {
        String subject = event.path("subject").asText();
        all("result/" + subject, event.path("metrics"), 0, event);
        List<String> training = ofTrainings.get("fine-tuning." + subject);
        if (training != null) {
            event.path("metrics")
                    .properties()
                    .forEach(metric -> training.add(MlflowReading.point(
                            metric.getKey(),
                            0,
                            event.path("atMillis").asLong(),
                            metric.getValue().asDouble())));
        }
    }

    private void all(String prefix, JsonNode values, long step, JsonNode event) {
        values.properties().forEach(value -> one(prefix + "/" + value.getKey(), value.getValue(), step, event));
    }

    private void one(String metric, JsonNode value, long step, JsonNode event) {
        if (!value.isNumber()) {
            throw new AssertionError(metric + " must be a number in " + event);
        }
        points.add(MlflowReading.point(metric, step, event.path("atMillis").asLong(), value.asDouble()));
    }

    private static JsonNode number(boolean truth) {
        return JSON.getNodeFactory().numberNode(truth ? 1.0 : 0.0);
    }
}
