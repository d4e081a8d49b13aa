/**
 * The job behind {@code latency table}: building a table of a network on a target, checking it against plans that are measured whole, and
 * drawing it. In: a network, a target, a file. Out: the file, a {@link io.espalier.experiments.staircase.TableCheck}, pictures.
 */
@NullMarked
package io.espalier.experiments.staircase;

import org.jspecify.annotations.NullMarked;
