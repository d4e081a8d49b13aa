package io.espalier.env.serve;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The body of a request, read up to a limit and not a byte further. */
final class Body {

    private static final int BUFFER = 1 << 16;

    private Body() {}

    /**
     * Copies the body.
     *
     * @return its length
     * @throws RefusedException if it is longer than allowed: before anything is read if its header says so, otherwise while it is read
     */
    static long copy(HttpExchange exchange, OutputStream out, long most) throws IOException {
        requireAnnounced(exchange.getRequestHeaders().getFirst("Content-Length"), most);
        InputStream in = exchange.getRequestBody();
        byte[] buffer = new byte[BUFFER];
        long length = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            length += read;
            if (length > most) {
                throw tooLarge(most);
            }
            out.write(buffer, 0, read);
        }
        return length;
    }

    /** The body as UTF-8 text. */
    static String text(HttpExchange exchange, int most) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        copy(exchange, bytes, most);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static void requireAnnounced(@Nullable String length, long most) {
        try {
            if (length != null && Long.parseLong(length.trim()) > most) {
                throw tooLarge(most);
            }
        } catch (NumberFormatException e) {
            throw RefusedException.of(Reply.BAD_REQUEST, "Content-Length must be a number");
        }
    }

    private static RefusedException tooLarge(long most) {
        return RefusedException.of(Reply.TOO_LARGE, "body must be at most %d bytes".formatted(most));
    }
}
