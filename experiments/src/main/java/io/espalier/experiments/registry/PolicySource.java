package io.espalier.experiments.registry;

import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.config.MlflowAddress;
import io.espalier.models.policy.Policy;
import io.espalier.models.policy.PolicyFile;
import io.espalier.tracking.mlflow.MlflowRegistry;
import io.espalier.tracking.mlflow.ModelAddress;
import io.espalier.tracking.mlflow.ModelVersion;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Where a policy comes from: a file, or a registered model. */
public final class PolicySource {

    private PolicySource() {}

    /**
     * The policy.
     *
     * @param fileOrModel path of a {@code policy.json}, or {@code models:/NAME@ALIAS}, or {@code models:/NAME/VERSION}
     * @param server of the registry; empty if none is known
     * @param messages takes which version it is
     * @throws ConfigException if the address has another form, no server is known, or it has no such version
     * @throws IllegalArgumentException naming the source and the key if it is no policy
     * @throws java.io.UncheckedIOException if the file cannot be read
     * @throws io.espalier.tracking.mlflow.MlflowUnavailableException if the server does not answer
     */
    public static Policy read(String fileOrModel, String server, Consumer<String> messages) {
        if (!ModelAddress.isOne(fileOrModel)) {
            return PolicyFile.read(Path.of(fileOrModel));
        }
        ModelAddress address = address(fileOrModel);
        if (server.isEmpty()) {
            throw new ConfigException(
                    "--policy %s needs a server: give --mlflow URI, or set MLFLOW_TRACKING_URI".formatted(address));
        }
        try (MlflowRegistry registry = MlflowRegistry.at(MlflowAddress.settings("--mlflow", server))) {
            Optional<ModelVersion> version = registry.find(address);
            if (version.isEmpty()) {
                throw new ConfigException(
                        "--policy must be a registered model: %s has no %s".formatted(server, address));
            }
            messages.accept("%s is version %s of %s"
                    .formatted(
                            address,
                            version.get().number(),
                            version.get().tags().getOrDefault(Registration.RUN, "a run")));
            byte[] file = registry.file(version.get(), Registration.POLICY);
            return PolicyFile.read(new ByteArrayInputStream(file), "policy " + address);
        }
    }

    private static ModelAddress address(String text) {
        try {
            return ModelAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("--policy: " + e.getMessage(), e);
        }
    }
}
