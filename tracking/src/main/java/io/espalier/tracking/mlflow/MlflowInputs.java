package io.espalier.tracking.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.espalier.tracking.manifest.Manifest;
import io.espalier.tracking.manifest.Manifest.Images;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The splits of a run as MLflow's data set inputs. The Java client does not know them, so this is the server's own JSON. A server knows a data set by name and
 * digest, so sending it again changes nothing, and runs on the same split share one.
 */
final class MlflowInputs {

    /** Where they are sent. */
    static final String PATH = "runs/log-inputs";

    private static final int LONGEST_DIGEST = 36;
    private static final int LONGEST_NAME = 500;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What MLflow calls what a split is for, by our name of the split. */
    private static final Map<String, String> CONTEXTS =
            Map.of("train", "training", "search", "validation", "test", "test");

    private MlflowInputs() {}

    /** The request; empty if the manifest knows no split with its digest. */
    static Optional<String> request(String runId, Manifest manifest) {
        ObjectNode request = JSON.createObjectNode().put("run_id", runId);
        ArrayNode inputs = request.putArray("datasets");
        manifest.splits().forEach((split, images) -> {
            String digest = manifest.digests().get("data." + split);
            if (digest != null) {
                ObjectNode input = inputs.addObject();
                input.putArray("tags")
                        .addObject()
                        .put("key", "mlflow.data.context")
                        .put("value", CONTEXTS.getOrDefault(split, split));
                input.set("dataset", dataSet(manifest.data(), split, digest, images));
            }
        });
        return inputs.isEmpty() ? Optional.empty() : Optional.of(text(request));
    }

    private static ObjectNode dataSet(Optional<Images> data, String split, String digest, long images) {
        String source = data.map(Images::source).orElse("unknown");
        ObjectNode profile = JSON.createObjectNode().put("num_rows", images).put("sha256", digest);
        data.ifPresent(known -> profile.put("classes", known.classes()));
        ObjectNode set = JSON.createObjectNode()
                .put("name", MlflowNames.cut(lastPart(source) + "-" + split, LONGEST_NAME))
                .put("digest", digest.substring(0, Math.min(digest.length(), LONGEST_DIGEST)))
                .put("source_type", data.filter(Images::embedded).isPresent() ? "embedded" : "local")
                .put("source", text(JSON.createObjectNode().put("uri", source)))
                .put("profile", text(profile));
        data.ifPresent(known -> set.put("schema", schema(known.shape())));
        return set;
    }

    private static String lastPart(String source) {
        String path = source.replace('\\', '/').replaceFirst("/+$", "");
        return path.isEmpty() ? source : path.substring(path.lastIndexOf('/') + 1);
    }

    /** As MLflow writes that of images with labels: JSON in JSON. */
    private static String schema(List<Integer> shape) {
        ArrayNode features = JSON.createArrayNode();
        ArrayNode axes = tensor(features, "uint8");
        shape.forEach(axes::add);
        ArrayNode targets = JSON.createArrayNode();
        tensor(targets, "int64");
        ObjectNode schema = JSON.createObjectNode();
        schema.putObject("mlflow_tensorspec").put("features", text(features)).put("targets", text(targets));
        return text(schema);
    }

    /** @return its axes, of which the first, the images, is there */
    private static ArrayNode tensor(ArrayNode tensors, String type) {
        return tensors.addObject()
                .put("type", "tensor")
                .putObject("tensor-spec")
                .put("dtype", type)
                .putArray("shape")
                .add(-1);
    }

    private static String text(Object json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request must be writable as JSON", e);
        }
    }
}
