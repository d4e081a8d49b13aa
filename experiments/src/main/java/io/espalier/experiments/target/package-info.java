/**
 * Which target a command or a search measures on. In: an address as it is written on the command line or in a config, settings, secrets in
 * files. Out: an open {@link io.espalier.env.target.Target}. It always holds that a secret is read from a file or the environment, never
 * from an argument, and never written anywhere.
 */
@NullMarked
package io.espalier.experiments.target;

import org.jspecify.annotations.NullMarked;
