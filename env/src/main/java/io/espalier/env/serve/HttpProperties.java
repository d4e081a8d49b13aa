package io.espalier.env.serve;

import io.espalier.env.remote.Protocol;
import java.util.Map;

/** Bounds that the JDK's server has for the whole process only: it reads these properties once, before its first server. */
final class HttpProperties {

    private static final int MOST_HEADERS = 64;
    private static final int MOST_HEADER_BYTES = 32 << 10;

    private HttpProperties() {}

    /** Sets what nobody has set before. */
    static void set(ServeLimits limits) {
        long seconds = limits.request().toSeconds();
        Map.of(
                        // From a request's first byte to its body's last, and from there, after the longest wait, to
                        // the answer's last.
                        "sun.net.httpserver.maxReqTime",
                        String.valueOf(seconds),
                        "sun.net.httpserver.maxRspTime",
                        String.valueOf(seconds + Protocol.POLL_SECONDS),
                        "jdk.httpserver.maxConnections",
                        String.valueOf(limits.connections()),
                        "sun.net.httpserver.maxReqHeaders",
                        String.valueOf(MOST_HEADERS),
                        "sun.net.httpserver.maxReqHeaderSize",
                        String.valueOf(MOST_HEADER_BYTES),
                        // Answers are small: without it each waits for the other side's acknowledgement.
                        "sun.net.httpserver.nodelay",
                        "true")
                .forEach((name, value) -> System.setProperty(name, System.getProperty(name, value)));
    }
}
