package io.espalier.models.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The exception for a file that is not as it must be. */
final class Broken {

    private Broken() {}

    /**
     * @param file path, or path and entry
     * @param rule what follows "must"
     */
    static UncheckedIOException because(Object file, String rule) {
        return because(file, rule, new IOException(rule));
    }

    static UncheckedIOException because(Object file, String rule, IOException cause) {
        return new UncheckedIOException(file + " must " + rule, cause);
    }

    static void require(boolean holds, Object file, String rule) {
        if (!holds) {
            throw because(file, rule);
        }
    }
}
