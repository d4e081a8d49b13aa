/**
 * Which channels matter. In: a network and a group. Out: a score for each unit, higher to keep, and from a count the units that stay. It
 * always holds that the same scores give the same units, on any machine.
 */
@NullMarked
package io.espalier.models.importance;

import org.jspecify.annotations.NullMarked;
