/**
 * Where every random draw comes from. In: a seed and the name of the place that draws. Out: an independent generator. It always holds
 * that a draw depends on its key alone, never on the order of work or the number of workers.
 */
@NullMarked
package io.espalier.models.random;

import org.jspecify.annotations.NullMarked;
