package io.espalier.experiments.target;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where a target is. */
public sealed interface TargetAddress {

    /** How this machine is written. */
    String LOCAL = "local";

    /** What stands before the path of a script. */
    String COMMAND = "command:";

    /** This machine, in a process of its own. */
    record Local() implements TargetAddress {

        @Override
        public String toString() {
            return LOCAL;
        }
    }

    /**
     * A device that runs {@code target serve}.
     *
     * @param uri scheme {@code http} or {@code https}, host and perhaps port, nothing else
     */
    record Remote(URI uri) implements TargetAddress {

        @Override
        public String toString() {
            return uri.toString();
        }
    }

    /**
     * A program that measures.
     *
     * @param path to be executed
     */
    record Command(Path path) implements TargetAddress {

        @Override
        public String toString() {
            return COMMAND + path;
        }
    }

    /**
     * Reads an address; {@link #toString} writes it.
     *
     * @param text {@code local}, {@code http://HOST:PORT}, {@code https://HOST:PORT} or {@code command:PATH}
     * @throws IllegalArgumentException if it is none of these
     */
    static TargetAddress parse(String text) {
        if (text.equals(LOCAL)) {
            return new Local();
        }
        if (text.startsWith(COMMAND) && text.length() > COMMAND.length()) {
            return new Command(Path.of(text.substring(COMMAND.length())));
        }
        try {
            URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (isServer(uri)) {
                return new Remote(uri);
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(rule(text), e);
        }
        throw new IllegalArgumentException(rule(text));
    }

    private static boolean isServer(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme();
        String host = uri.getHost() == null ? "" : uri.getHost();
        return (scheme.equals("http") || scheme.equals("https"))
                && !host.isEmpty()
                && uri.toString().equals(scheme + "://" + host + (uri.getPort() < 0 ? "" : ":" + uri.getPort()));
    }

    private static String rule(String text) {
        return "target must be local, http://HOST:PORT, https://HOST:PORT or command:PATH: '%s'".formatted(text);
    }
}
