/**
 * The commands. In: arguments. Out: text on a {@link io.espalier.experiments.console.Console} and an {@linkplain io.espalier.experiments.cli.ExitCode exit code}. It always holds that a failure is
 * one line on the error stream, without a stack trace unless it was asked for, and that a command decides nothing: it reads its config and calls the package that does the work.
 */
@NullMarked
package io.espalier.experiments.cli;

import org.jspecify.annotations.NullMarked;
