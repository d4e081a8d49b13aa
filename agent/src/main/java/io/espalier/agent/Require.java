package io.espalier.agent;

/**
 * The rules of the settings. A class of its own: if the nested records called their outer record for it, whichever of them loads first
 * would decide whether the outer one's defaults are made while theirs are still missing.
 */
final class Require {

    private Require() {}

    static void that(boolean holds, String rule, double found) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ": " + found);
        }
    }
}
