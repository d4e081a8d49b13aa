/**
 * The program around the walk. In: a config file and the command line. Out: runs, networks, policies, tables. The packages below hold the
 * parts; {@link io.espalier.experiments.cli.Main} is where it starts.
 */
@NullMarked
package io.espalier.experiments;

import org.jspecify.annotations.NullMarked;
