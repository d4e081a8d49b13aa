package io.espalier.tracking.mlflow;

import io.espalier.tracking.manifest.Manifest;
import java.util.Map;
import java.util.TreeMap;

/** Where a run comes from, under the names by which MLflow's pages show it; what the manifest does not know is absent. */
final class MlflowTags {

    private static final String UNKNOWN = "unknown";

    private MlflowTags() {}

    static Map<String, String> of(Manifest manifest) {
        Map<String, String> tags = new TreeMap<>();
        tags.put("mlflow.source.type", "LOCAL");
        tags.put("mlflow.source.name", "espalier search");
        tags.put("mlflow.source.git.commit", manifest.code().commit());
        manifest.launch().ifPresent(launch -> {
            tags.put("mlflow.source.git.branch", launch.branch());
            tags.put("mlflow.source.git.dirty", launch.changes());
            tags.put("mlflow.user", launch.user());
        });
        tags.put("espalier.version", manifest.code().version());
        String target = manifest.machine().target();
        tags.put("espalier.target", target.isEmpty() ? UNKNOWN : target.split(";", 2)[0]);
        tags.put("espalier.target.facts", target.isEmpty() ? UNKNOWN : target);
        tags.values().removeIf(UNKNOWN::equals);
        return tags;
    }
}
