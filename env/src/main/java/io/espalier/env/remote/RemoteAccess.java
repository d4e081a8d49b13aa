package io.espalier.env.remote;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a remote target is reached.
 *
 * @param server scheme {@code http} or {@code https}, host and perhaps port
 * @param token of the server
 * @param trust whom to believe; the system's certificates if empty
 * @param patience how long a target that cannot be reached or fails is asked again before the measurement is given up
 */
public record RemoteAccess(URI server, Token token, Optional<SSLContext> trust, Duration patience) {

    /** A device that was restarted is back by then. */
    public static final Duration DEFAULT_PATIENCE = Duration.ofMinutes(2);

    /** @throws IllegalArgumentException if the address is of another kind, or the patience negative */
    public RemoteAccess {
        if (!("http".equals(server.getScheme()) || "https".equals(server.getScheme())) || server.getHost() == null) {
            throw new IllegalArgumentException("server must be http://HOST:PORT or https://HOST:PORT: " + server);
        }
        if (patience.isNegative()) {
            throw new IllegalArgumentException("patience must not be negative: " + patience);
        }
    }

    public static RemoteAccess of(URI server, Token token) {
        return new RemoteAccess(server, token, Optional.empty(), DEFAULT_PATIENCE);
    }

    public RemoteAccess withPatience(Duration newPatience) {
        return new RemoteAccess(server, token, trust, newPatience);
    }

    public RemoteAccess withTrust(SSLContext newTrust) {
        return new RemoteAccess(server, token, Optional.of(newTrust), patience);
    }
}
