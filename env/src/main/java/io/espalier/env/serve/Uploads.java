package io.espalier.env.serve;

import com.sun.net.httpserver.HttpExchange;
import io.espalier.env.target.TargetJson;
import io.espalier.models.data.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Takes networks in: to disk, then looked at, and only then under its digest. */
final class Uploads {

    /** So that what is on its way to disk has a bound too. */
    private static final int AT_ONCE = 2;

    private final NetworkStore store;
    private final ModelCheck check;
    private final long bodyBytes;
    private final Semaphore places = new Semaphore(AT_ONCE);

    Uploads(NetworkStore store, ModelCheck check, long bodyBytes) {
        this.store = store;
        this.check = check;
        this.bodyBytes = bodyBytes;
    }

    /**
     * Reads a network from a request.
     *
     * @param id its SHA-256
     * @throws RefusedException if too many are on their way, it is too large, another network, or none
     */
    Reply take(HttpExchange exchange, String id) throws IOException {
        if (!places.tryAcquire()) {
            throw RefusedException.busy("%d networks are being uploaded already".formatted(AT_ONCE));
        }
        Path file = store.newFile();
        try {
            String digest = write(exchange, file);
            if (!digest.equals(id)) {
                throw RefusedException.of(
                        Reply.BAD_REQUEST, "body must have the SHA-256 of the path: it has %s".formatted(digest));
            }
            if (store.has(id)) {
                return Reply.of(Reply.OK, TargetJson.line(Map.of("id", id)));
            }
            look(file);
            store.add(id, file);
            return Reply.of(Reply.CREATED, TargetJson.line(Map.of("id", id)));
        } finally {
            Files.deleteIfExists(file);
            places.release();
        }
    }

    private void look(Path file) {
        try {
            ModelScan.check(file);
            check.check(file);
        } catch (IllegalArgumentException e) {
            throw RefusedException.of(Reply.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private String write(HttpExchange exchange, Path file) throws IOException {
        Sha256 sha256 = new Sha256();
        try (OutputStream out = sha256.ofWhatIsWrittenTo(new BufferedOutputStream(Files.newOutputStream(file)))) {
            Body.copy(exchange, out, bodyBytes);
        } catch (UncheckedIOException e) {
            throw new IOException(e);
        }
        return sha256.hex();
    }
}
