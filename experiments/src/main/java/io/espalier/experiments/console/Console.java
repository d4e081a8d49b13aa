package io.espalier.experiments.console;

import java.io.PrintStream;
import java.util.Map;

/**
 * Where a command writes.
 *
 * @param out results, and nothing else, so that they can be piped
 * @param err progress, notes, errors
 * @param terminal whether {@code err} is a terminal on which a line can be rewritten
 * @param colour whether escape codes for colour are wanted
 * @param verbose whether errors are shown with their stack trace
 */
public record Console(PrintStream out, PrintStream err, boolean terminal, boolean colour, boolean verbose) {

    /** Set to {@code true} or {@code false} by the launcher, which alone can ask whether standard error is a terminal. */
    public static final String TERMINAL_PROPERTY = "espalier.terminal";

    /** Shows stack traces if set to anything but the empty text, as {@code --verbose} does. */
    public static final String VERBOSE_VARIABLE = "ESPALIER_VERBOSE";

    private static final String RED = "\u001B[31m";
    private static final String RESET = "\u001B[0m";

    /** The console of this process. {@code NO_COLOR} (no-color.org) is honoured. */
    public static Console ofProcess(PrintStream out, PrintStream err, Map<String, String> environment) {
        boolean terminal = Boolean.getBoolean(TERMINAL_PROPERTY);
        boolean colour = terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
        boolean verbose = !environment.getOrDefault(VERBOSE_VARIABLE, "").isEmpty();
        return new Console(out, err, terminal, colour, verbose);
    }

    /** A console for plain streams: no terminal, no colour, no stack traces. */
    public static Console plain(PrintStream out, PrintStream err) {
        return new Console(out, err, false, false, false);
    }

    public Console withVerbose(boolean newVerbose) {
        return new Console(out, err, terminal, colour, newVerbose);
    }

    /** One line of a result. */
    public void print(String line) {
        out.println(line);
    }

    /** One line about the way to the result. */
    public void note(String line) {
        err.println(line);
    }

    /** One line that says what went wrong. */
    public void error(String message) {
        String line = "espalier: " + message;
        err.println(colour ? RED + line + RESET : line);
    }
}
