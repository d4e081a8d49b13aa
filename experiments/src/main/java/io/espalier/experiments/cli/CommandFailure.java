package io.espalier.experiments.cli;

import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.InterruptedRunException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** A command that failed: one line for the user, the stack trace for whoever asks for it. */
final class CommandFailure implements IExecutionExceptionHandler {

    private final Console console;
    private final EspalierCommand root;

    CommandFailure(Console console, EspalierCommand root) {
        this.console = console;
        this.root = root;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult arguments) {
        if (failure instanceof InterruptedRunException) {
            console.error("interrupted");
            return ExitCode.INTERRUPTED;
        }
        console.error(message(failure));
        if (root.verbose()) {
            failure.printStackTrace(console.err());
        }
        return failure instanceof ConfigException ? ExitCode.USAGE : ExitCode.FAILURE;
    }

    /** The exceptions of this program speak for themselves; a foreign one without a message is at least named. */
    private static String message(Exception failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.toString() : message;
    }
}
