package io.espalier.experiments.cli;

import io.espalier.experiments.config.ConfigException;
import io.espalier.experiments.console.Console;
import io.espalier.experiments.console.InterruptedRunException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
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

    /** The exceptions of this program speak for themselves; one about a file gets the file system's reason, a foreign one its name. */
    private static String message(Exception failure) {
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.toString();
        }
        return failure instanceof UncheckedIOException && failure.getCause() instanceof IOException cause
                ? message + reason(message, cause)
                : message;
    }

    private static String reason(String message, IOException cause) {
        String reason = cause instanceof NoSuchFileException
                ? "no such file"
                : cause instanceof AccessDeniedException ? "permission denied" : String.valueOf(cause.getMessage());
        return message.contains(reason) || cause.getMessage() == null ? "" : ": " + reason;
    }
}
