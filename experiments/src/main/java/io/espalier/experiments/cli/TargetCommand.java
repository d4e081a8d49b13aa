package io.espalier.experiments.cli;

import picocli.CommandLine.Command;

/** What this machine does for others; its subcommands do it. */
@Command(name = "target", description = "Be a machine on which others measure.", synopsisSubcommandLabel = "COMMAND")
final class TargetCommand {}
