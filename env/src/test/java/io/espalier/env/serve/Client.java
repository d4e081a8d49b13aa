package io.espalier.env.serve;

import io.espalier.env.remote.Token;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Says what a well-behaved client would not. */
final class Client {

    static final Token TOKEN = Token.of("a-token-for-tests-only");

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int MOST_ANSWER = 1 << 16;

    private final URI server;
    private final HttpClient http = HttpClient.newHttpClient();

    Client(URI server) {
        this.server = server;
    }

    HttpResponse<String> send(String method, String path, BodyPublisher body) {
        return send(method, path, TOKEN.authorization(), body);
    }

    HttpResponse<String> send(String method, String path, String authorization, BodyPublisher body) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path))
                    .timeout(LONGEST)
                    .method(method, body);
            if (!authorization.isEmpty()) {
                request.header("Authorization", authorization);
            }
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("no answer to %s %s".formatted(method, path), e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> get(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    HttpResponse<String> put(String path, byte[] body) {
        return send("PUT", path, BodyPublishers.ofByteArray(body));
    }

    HttpResponse<String> post(String body) {
        return send("POST", "/v1/blocks", BodyPublishers.ofString(body));
    }

    /** Writes bytes to a connection of its own, says that there are no more, and reads what comes until the end or the timeout. */
    String raw(byte[] bytes, int timeoutMillis) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(timeoutMillis);
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(MOST_ANSWER), StandardCharsets.ISO_8859_1);
        }
    }
}
