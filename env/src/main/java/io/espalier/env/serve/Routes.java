package io.espalier.env.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.espalier.env.remote.Protocol;
import io.espalier.env.remote.RemoteBlockRequest;
import io.espalier.env.remote.Token;
import io.espalier.env.target.TargetJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who asks for what: the token first, then path, method and body. */
final class Routes implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

    /** A request for a block of the most networks is a tenth of it. */
    private static final int JSON_BYTES = 1 << 20;

    private static final long LINGER_NANOS = 3_000_000_000L;
    private static final int BUFFER = 1 << 16;

    private final Token token;
    private final Uploads uploads;
    private final Blocks blocks;

    Routes(Token token, Uploads uploads, Blocks blocks) {
        this.token = token;
        this.uploads = uploads;
        this.blocks = blocks;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try {
            send(exchange, reply(exchange));
        } finally {
            exchange.close();
        }
    }

    private Reply reply(HttpExchange exchange) throws IOException {
        try {
            requireToken(exchange);
            return answer(exchange);
        } catch (RefusedException e) {
            return e.reply();
        } catch (RuntimeException e) {
            LOG.warn("a request failed", e);
            return Reply.refusal(Reply.INTERNAL_ERROR, "the target failed: " + e);
        }
    }

    private void requireToken(HttpExchange exchange) {
        if (!token.accepts(exchange.getRequestHeaders().getFirst("Authorization"))) {
            throw RefusedException.withHeader(
                    Reply.UNAUTHORIZED,
                    "Authorization must be 'Bearer TOKEN' with the token of this target",
                    "WWW-Authenticate",
                    "Bearer");
        }
    }

    private Reply answer(HttpExchange exchange) throws IOException {
        // As it was sent: nothing is decoded or normalised, so no two paths mean the same.
        String path = String.valueOf(exchange.getRequestURI().getRawPath());
        if (path.equals(Protocol.FINGERPRINT)) {
            requireMethod(exchange, "GET");
            return blocks.fingerprint(
                    told(() -> Protocol.settings(exchange.getRequestURI().getRawQuery())));
        }
        if (path.equals(Protocol.BLOCKS)) {
            requireMethod(exchange, "POST");
            String body = Body.text(exchange, JSON_BYTES);
            return blocks.measure(told(() -> TargetJson.read(body, RemoteBlockRequest.class)));
        }
        if (path.startsWith(Protocol.NETWORKS)) {
            String id = path.substring(Protocol.NETWORKS.length());
            if (RemoteBlockRequest.DIGEST.matcher(id).matches()) {
                requireMethod(exchange, "PUT");
                return uploads.take(exchange, id);
            }
        }
        throw RefusedException.of(
                Reply.NOT_FOUND,
                "path must be %s, %s or %s followed by a SHA-256"
                        .formatted(Protocol.FINGERPRINT, Protocol.BLOCKS, Protocol.NETWORKS));
    }

    private static void requireMethod(HttpExchange exchange, String method) {
        if (!exchange.getRequestMethod().equals(method)) {
            throw RefusedException.withHeader(
                    Reply.METHOD_NOT_ALLOWED, "method must be %s for this path".formatted(method), "Allow", method);
        }
    }

    private static <T> T told(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw RefusedException.of(Reply.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] body = (reply.body() + "\n").getBytes(StandardCharsets.UTF_8);
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(reply.status(), head ? -1 : body.length);
        if (!head) {
            OutputStream out = exchange.getResponseBody();
            out.write(body);
            out.flush();
        }
        if (reply.status() >= Reply.BAD_REQUEST) {
            linger(exchange.getRequestBody());
        }
    }

    /** A client that is still sending when the connection is closed loses the answer that it has not read yet. */
    private static void linger(InputStream in) throws IOException {
        long end = System.nanoTime() + LINGER_NANOS;
        byte[] buffer = new byte[BUFFER];
        while (System.nanoTime() < end && in.read(buffer) >= 0) {
            // What is left of a refused body is for nobody.
        }
    }
}
