package io.espalier.tests;

import java.nio.file.Path;
import java.util.Objects;

/** The folder of the sources. */
final class Repository {

    /** Set by the build. */
    static final Path ROOT = Path.of(Objects.requireNonNull(System.getProperty("espalier.root"), "espalier.root"));

    private Repository() {}
}
