package io.espalier.tracking.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

/**
 * Who we are to a server (a user and password, or a token, or nobody), and whether a server must prove who it is. The Java client leaves the environment's variables unread, so they are read here.
 *
 * @param username empty for none
 * @param password empty for none
 * @param token empty for none; not used if there are a user and a password
 * @param insecureTls whether any certificate will do; for servers on a network that one trusts
 */
public record MlflowCredentials(String username, String password, String token, boolean insecureTls) {

    public static final MlflowCredentials NONE = new MlflowCredentials("", "", "", false);
    static final String USERNAME = "MLFLOW_TRACKING_USERNAME";
    static final String PASSWORD = "MLFLOW_TRACKING_PASSWORD";
    static final String TOKEN = "MLFLOW_TRACKING_TOKEN";
    static final String INSECURE_TLS = "MLFLOW_TRACKING_INSECURE_TLS";

    /** What MLflow's own environment variables say. */
    public static MlflowCredentials from(Map<String, String> environment) {
        return new MlflowCredentials(
                environment.getOrDefault(USERNAME, ""),
                environment.getOrDefault(PASSWORD, ""),
                environment.getOrDefault(TOKEN, ""),
                environment.getOrDefault(INSECURE_TLS, "").equalsIgnoreCase("true"));
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

    /** Empty texts are nobody to the client too, as long as there is a user and a password or neither. */
    BasicMlflowHostCreds at(String server) {
        return hasUser()
                ? new BasicMlflowHostCreds(server, username, password, "", insecureTls)
                : new BasicMlflowHostCreds(server, "", "", token, insecureTls);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return hasUser() ? "user " + username : token.isEmpty() ? "nobody" : "a token";
    }
}
