package io.espalier.experiments.cli;

import io.espalier.experiments.console.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program's name and what all commands share. */
@Command(
        name = "espalier",
        description = "Learns how much of each layer of a neural network to prune.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.INHERIT,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed", "2:wrong usage or config", "130:interrupted"})
final class EspalierCommand {

    private final Console console;

    @Option(names = "--verbose", description = "Show errors with their stack trace.", scope = ScopeType.INHERIT)
    private boolean verbose;

    EspalierCommand(Console console) {
        this.console = console;
    }

    boolean verbose() {
        return verbose || console.verbose();
    }
}
