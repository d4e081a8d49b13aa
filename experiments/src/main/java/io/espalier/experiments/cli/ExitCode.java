package io.espalier.experiments.cli;

/** What a command tells the shell. */
public final class ExitCode {

    public static final int SUCCESS = 0;

    /** The command could not do what it was asked to. */
    public static final int FAILURE = 1;

    /** It was asked wrongly: arguments or config. */
    public static final int USAGE = 2;

    /** It was stopped by the user, in order. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
