/**
 * The terminal, seen from the program. In: streams and the environment. Out: a {@link io.espalier.experiments.console.Console} to write to, a
 * {@link io.espalier.experiments.console.Progress} line, and an {@link io.espalier.experiments.console.Interruption} that long loops poll. Results go to
 * the output stream, everything about the way there to the error stream.
 */
@NullMarked
package io.espalier.experiments.console;

import org.jspecify.annotations.NullMarked;
