package io.espalier.experiments.latency;

import io.espalier.env.latency.CanaryLevels;
import io.espalier.experiments.console.Console;
import java.io.UncheckedIOException;

/** What this user's earlier commands learned of the canary. */
public final class UsersLevels {

    private UsersLevels() {}

    /** Those of the user's file; where that cannot be used, which is said, those that this command will learn. */
    public static CanaryLevels open(Console console) {
        try {
            return CanaryLevels.in(CanaryLevels.usersFile(System.getenv()));
        } catch (UncheckedIOException e) {
            console.note("canary levels will be forgotten: " + e.getMessage());
            return CanaryLevels.inMemory();
        }
    }
}
