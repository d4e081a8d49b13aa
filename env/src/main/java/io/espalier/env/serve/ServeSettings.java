package io.espalier.env.serve;

import io.espalier.env.remote.Token;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a machine is a target for others.
 *
 * @param address where it listens; port 0 is any free one
 * @param token that every request must carry
 * @param tls its certificate; plain HTTP if empty
 * @param limits what clients may take
 */
public record ServeSettings(InetSocketAddress address, Token token, Optional<SSLContext> tls, ServeLimits limits) {}
