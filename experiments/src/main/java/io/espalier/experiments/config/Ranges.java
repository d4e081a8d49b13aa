package io.espalier.experiments.config;

/** The rules that several sections share, each phrased so that NaN fails. */
final class Ranges {

    private static final String NAME = "[a-z0-9][a-z0-9._-]*";

    private Ranges() {}

    static void atLeast(String key, long value, long least) {
        if (!(value >= least)) {
            throw new IllegalArgumentException("%s must be at least %d: %d".formatted(key, least, value));
        }
    }

    static void seed(String key, long seed) {
        if (seed == 0) {
            throw new IllegalArgumentException(key + " must not be 0 (ND4J takes 0 for a random seed): 0");
        }
    }

    static void name(String name) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(
                    "name must be a folder name of lower-case letters, digits, '.', '_' and '-': '" + name + "'");
        }
    }
}
