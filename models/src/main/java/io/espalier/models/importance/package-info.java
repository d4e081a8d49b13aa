/**
 * Which channels matter. In: a network, its groups and, for criteria that look at data, statistics that were collected once. Out: a score for
 * each unit, higher to keep, and from a count or a budget the units that stay. It always holds that the same scores give the same units, on
 * any machine.
 */
@NullMarked
package io.espalier.models.importance;

import org.jspecify.annotations.NullMarked;
