/**
 * How long a search and its parts take on this machine. In: a network, or a config. Out: times. It always holds that what is timed is what a search runs.
 */
@NullMarked
package io.espalier.experiments.benchmark;

import org.jspecify.annotations.NullMarked;
