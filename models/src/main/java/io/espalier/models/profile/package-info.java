/**
 * Facts about a group that an agent may look at. In: a network and a group. Out: records of plain numbers; pure functions of their input.
 */
@NullMarked
package io.espalier.models.profile;

import org.jspecify.annotations.NullMarked;
