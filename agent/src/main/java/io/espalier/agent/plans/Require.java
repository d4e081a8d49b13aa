package io.espalier.agent.plans;

/** The rules of the settings; a class of its own so that nested records and their outer one load in any order. */
final class Require {

    private Require() {}

    static void that(boolean holds, String rule, double found) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ": " + found);
        }
    }
}
