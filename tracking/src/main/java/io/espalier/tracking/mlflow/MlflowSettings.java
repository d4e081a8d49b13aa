package io.espalier.tracking.mlflow;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where to send a run.
 *
 * @param server {@code http} or {@code https}, with a path if the server lives under one; without its last {@code /}
 * @param experiment the MLflow experiment's name; made if it is not there
 */
public record MlflowSettings(URI server, String experiment, MlflowCredentials credentials, MlflowLimits limits) {

    private static final String DEFAULT_EXPERIMENT = "espalier";
    private static final String SERVER = "MLFLOW_TRACKING_URI";

    /** @throws IllegalArgumentException if the address is not one of a web server, or holds a user's name and password, or the experiment has no name */
    public MlflowSettings {
        if (server.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "mlflow must not hold a user and password: set " + MlflowCredentials.USERNAME + " and "
                            + MlflowCredentials.PASSWORD + " in the environment instead");
        }
        String scheme = String.valueOf(server.getScheme()).toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https"))
                || server.getHost() == null
                || server.getRawQuery() != null) {
            throw new IllegalArgumentException("mlflow must be an http or https address: " + server);
        }
        if (experiment.isBlank()) {
            throw new IllegalArgumentException("experiment must not be blank: \"" + experiment + "\"");
        }
        if (server.toString().endsWith("/")) {
            server = URI.create(server.toString().replaceFirst("/+$", ""));
        }
    }

    /**
     * The default experiment and limits, with the credentials of this process's environment.
     *
     * @throws IllegalArgumentException if the text is not the address of a web server
     */
    public static MlflowSettings of(String server) {
        URI address;
        try {
            address = URI.create(server);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("mlflow must be an http or https address: " + server, e);
        }
        return new MlflowSettings(
                address, DEFAULT_EXPERIMENT, MlflowCredentials.from(System.getenv()), MlflowLimits.DEFAULTS);
    }

    /**
     * As {@link #of}, for the server that MLflow's own environment variable {@value #SERVER} names.
     *
     * @return empty if it names none
     * @throws IllegalArgumentException if it is not the address of a web server, as MLflow's other stores
     */
    public static Optional<MlflowSettings> ofEnvironment(Map<String, String> environment) {
        String server = environment.getOrDefault(SERVER, "");
        try {
            return server.isBlank() ? Optional.empty() : Optional.of(of(server));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(SERVER + ": " + e.getMessage(), e);
        }
    }

    public MlflowSettings withExperiment(String newExperiment) {
        return new MlflowSettings(server, newExperiment, credentials, limits);
    }

    public MlflowSettings withCredentials(MlflowCredentials newCredentials) {
        return new MlflowSettings(server, experiment, newCredentials, limits);
    }

    public MlflowSettings withLimits(MlflowLimits newLimits) {
        return new MlflowSettings(server, experiment, credentials, newLimits);
    }
}
