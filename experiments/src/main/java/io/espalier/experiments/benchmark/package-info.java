/**
 * How long the parts of a search take on this machine. In: a network. Out: times. It always holds that what is timed is what a search runs.
 */
@NullMarked
package io.espalier.experiments.benchmark;

import org.jspecify.annotations.NullMarked;
