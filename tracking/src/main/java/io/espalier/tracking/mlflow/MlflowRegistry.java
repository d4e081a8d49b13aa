package io.espalier.tracking.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.espalier.tracking.mlflow.MlflowProgress.Sent;
import io.espalier.tracking.run.RunFolder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;

/**
 * The model registry of an MLflow server (2.9 or newer, for aliases). Every method throws {@link MlflowUnavailableException} if the server does
 * not take what it is sent. Used by one thread.
 */
public final class MlflowRegistry implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Where in a run's files those of registered versions are. */
    private static final String FOLDER = "registered";

    private final MlflowSettings settings;
    private final MlflowServer server;

    private MlflowRegistry(MlflowSettings settings) {
        this.settings = settings;
        this.server = new MlflowServer(settings);
    }

    /** Sends nothing yet. */
    public static MlflowRegistry at(MlflowSettings settings) {
        return new MlflowRegistry(settings);
    }

    /**
     * What is to be registered.
     *
     * @param model name of the registered model, which is made if it is not there
     * @param description in Markdown
     * @param tags by key; those of another version of the same run tell whether this one is there already
     * @param files content by name
     */
    public record NewVersion(
            String model, String description, SortedMap<String, String> tags, Map<String, byte[]> files) {

        public NewVersion {
            tags = new TreeMap<>(tags);
            files = new LinkedHashMap<>(files);
        }
    }

    /**
     * Makes a version of a run, which is sent to the server first as far as it has not been. A version with the same tags that the run has
     * already is given back, and none is made.
     *
     * @param messages takes what the user should know
     * @throws IllegalStateException if the server does not take files itself
     */
    public ModelVersion register(RunFolder run, NewVersion version, Consumer<String> messages) {
        MlflowFollower.sync(run, settings, messages);
        Sent sent = MlflowProgress.read(run.mlflow())
                .to(settings.server().toString())
                .orElseThrow(() -> new IllegalStateException("a run that was sent must be known: " + run.path()));
        if (!MlflowServer.servesArtifacts(sent.artifactUri())) {
            throw new IllegalStateException(
                    "MLflow server %s must take files itself, to register models: it keeps them at %s"
                            .formatted(settings.server(), sent.artifactUri()));
        }
        server.make("registered-models/create", json(Map.of("name", version.model())));
        Optional<ModelVersion> there = ofRun(version.model(), sent.runId()).stream()
                .filter(known -> known.tags().equals(version.tags()))
                .findFirst();
        return there.orElseGet(() -> create(sent, version));
    }

    private ModelVersion create(Sent run, NewVersion version) {
        String folder = FOLDER + "/" + version.model();
        version.files().forEach((name, content) -> server.putArtifact(run.artifactUri(), folder + "/" + name, content));
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("name", version.model());
        request.put("source", run.artifactUri() + "/" + folder);
        request.put("run_id", run.runId());
        request.put("description", version.description());
        List<Map<String, String>> tags = new ArrayList<>();
        version.tags().forEach((key, value) -> tags.add(Map.of("key", key, "value", value)));
        request.put("tags", tags);
        return version(tree(server.post("model-versions/create", json(request))).get("model_version"));
    }

    private List<ModelVersion> ofRun(String model, String runId) {
        String filter = "name='%s' and run_id='%s'".formatted(model, runId);
        List<ModelVersion> versions = new ArrayList<>();
        server.find("model-versions/search?max_results=1000&filter=" + encoded(filter))
                .map(answer -> tree(answer).path("model_versions"))
                .ifPresent(found -> found.forEach(version -> versions.add(version(version))));
        return versions;
    }

    /** The version that an address means, if there is one. */
    public Optional<ModelVersion> find(ModelAddress address) {
        Optional<String> number =
                address.alias().isEmpty() ? Optional.of(address.number()) : number(address.model(), address.alias());
        return number.flatMap(known -> server.find(
                        "model-versions/get?name=" + encoded(address.model()) + "&version=" + encoded(known)))
                .map(answer -> version(tree(answer).path("model_version")));
    }

    /** From the model's own list: servers answer the question for an alias that is not there in different ways. */
    private Optional<String> number(String model, String alias) {
        return server.find("registered-models/get?name=" + encoded(model))
                .map(answer -> tree(answer).path("registered_model").path("aliases"))
                .flatMap(aliases -> StreamSupport.stream(aliases.spliterator(), false)
                        .filter(known -> known.path("alias").asText().equals(alias))
                        .map(known -> known.path("version").asText())
                        .findFirst());
    }

    /** Lets a name point to a version, and no longer to any other of its model. */
    public void setAlias(ModelVersion version, String alias) {
        server.post(
                "registered-models/alias",
                json(Map.of("name", version.model(), "alias", alias, "version", version.number())));
    }

    /** A file of a version, whole in memory. */
    public byte[] file(ModelVersion version, String name) {
        return server.artifact(version.source(), name);
    }

    private static ModelVersion version(JsonNode json) {
        SortedMap<String, String> tags = new TreeMap<>();
        json.path("tags")
                .forEach(tag ->
                        tags.put(tag.path("key").asText(), tag.path("value").asText()));
        return new ModelVersion(
                json.path("name").asText(),
                json.path("version").asText(),
                json.path("source").asText(),
                tags);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String json(Object content) {
        try {
            return JSON.writeValueAsString(content);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request must be writable as JSON", e);
        }
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new MlflowUnavailableException("its answer is not JSON: " + MlflowNames.cut(json, 100), e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
