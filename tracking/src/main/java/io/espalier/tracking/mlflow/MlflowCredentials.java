package io.espalier.tracking.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

/**
 * Who we are to a server: a user and password, or a token, or nobody. The Java client leaves the environment's variables unread, so they are read here.
 *
 * @param username empty for none
 * @param password empty for none
 * @param token empty for none; not used if there are a user and a password
 */
public record MlflowCredentials(String username, String password, String token) {

    public static final MlflowCredentials NONE = new MlflowCredentials("", "", "");
    static final String USERNAME = "MLFLOW_TRACKING_USERNAME";
    static final String PASSWORD = "MLFLOW_TRACKING_PASSWORD";
    static final String TOKEN = "MLFLOW_TRACKING_TOKEN";

    /** What MLflow's own environment variables say. */
    public static MlflowCredentials from(Map<String, String> environment) {
        return new MlflowCredentials(
                environment.getOrDefault(USERNAME, ""),
                environment.getOrDefault(PASSWORD, ""),
                environment.getOrDefault(TOKEN, ""));
    }

    private boolean hasUser() {
        return !username.isEmpty() && !password.isEmpty();
    }

    /** The value of the header {@code Authorization}. */
    Optional<String> header() {
        if (hasUser()) {
            String pair = username + ":" + password;
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
        }
        return token.isEmpty() ? Optional.empty() : Optional.of("Bearer " + token);
    }

    BasicMlflowHostCreds at(String server) {
        if (hasUser()) {
            return new BasicMlflowHostCreds(server, username, password);
        }
        return token.isEmpty() ? new BasicMlflowHostCreds(server) : new BasicMlflowHostCreds(server, token);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return hasUser() ? "user " + username : token.isEmpty() ? "nobody" : "a token";
    }
}
