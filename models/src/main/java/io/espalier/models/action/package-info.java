/**
 * From an action to a legal number of kept channels. In: an action in [0, 1] and what has been decided so far. Out: a kept count that
 * lets the episode end within every {@link io.espalier.models.action.Bound}, whatever comes after it.
 */
@NullMarked
package io.espalier.models.action;

import org.jspecify.annotations.NullMarked;
