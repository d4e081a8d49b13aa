package io.espalier.agent.settings;

/**
 * The rules of the settings. A class of its own: if nested records called their outer record for it, whichever of them loads first would
 * decide whether the outer one's defaults are made while theirs are still missing.
 */
public final class Require {

    private Require() {}

    /**
     * Holds a rule.
     *
     * @param rule in words, such as {@code "decay must be in (0, 1]"}
     * @throws IllegalArgumentException with the rule and what was found, if it does not hold
     */
    public static void that(boolean holds, String rule, double found) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ": " + found);
        }
    }
}
