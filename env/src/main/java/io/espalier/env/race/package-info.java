/**
 * Candidates that are stopped before they have seen all search images, because they cannot be better than the best one any more. In: plans,
 * and the one that they are raced against. Out: scores; those of stopped candidates are estimates and say so. It always holds that a candidate
 * that is better on all images is stopped with no more than the probability that the settings allow, whatever the number of workers.
 */
@NullMarked
package io.espalier.env.race;

import org.jspecify.annotations.NullMarked;
