package io.espalier.env.remote;

import io.espalier.env.target.TargetException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.CertificateException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Requests that are sent again until they are answered: after a failed connection, a timeout and a 5xx, with growing pauses, until the
 * patience is over. Every request to a target may be repeated, so nobody has to know whether the first arrived.
 */
final class Calls {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int SERVER_ERROR = 500;

    private final RemoteAccess access;
    private final HttpClient client;

    Calls(RemoteAccess access) {
        this.access = access;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                // A redirect would carry the token to somebody else.
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT);
        access.trust().ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    /**
     * Sends until there is an answer below 500.
     *
     * @param limit how long one attempt may take
     * @throws TargetException if the patience is over; the message names the last failure
     */
    HttpResponse<String> send(String method, String path, BodyPublisher body, Duration limit) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(access.server() + path))
                .header("Authorization", access.token().authorization())
                .timeout(limit)
                .method(method, body)
                .build();
        long start = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        while (true) {
            String failure;
            try {
                HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
                if (response.statusCode() < SERVER_ERROR) {
                    return response;
                }
                failure = "it answered %d: %s".formatted(response.statusCode(), Answers.error(response));
            } catch (IOException e) {
                requireTrust(e);
                failure = text(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TargetException("interrupted while waiting for the target at " + access.server(), e);
            }
            if (System.nanoTime() - start + pause.toNanos() > access.patience().toNanos()) {
                throw new TargetException("cannot reach the target at %s, tried for %d s: %s"
                        .formatted(access.server(), access.patience().toSeconds(), failure));
            }
            sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** A certificate does not become a better one by waiting. */
    private void requireTrust(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                throw new TargetException(
                        "the certificate of the target at %s is not trusted: %s"
                                .formatted(access.server(), cause.getMessage()),
                        failure);
            }
        }
    }

    /** Java's connection failures often say nothing but their class. */
    private static String text(IOException failure) {
        @Nullable String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }

    private void sleep(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TargetException("interrupted while waiting for the target at " + access.server(), e);
        }
    }
}
