package io.espalier.models.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

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

    /** For loops: the rule is put into words only when it is broken. */
    static void require(boolean holds, Object file, Supplier<String> rule) {
        if (!holds) {
            throw because(file, rule.get());
        }
    }
}
