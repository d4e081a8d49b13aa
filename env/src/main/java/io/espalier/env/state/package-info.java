/**
 * What the agent sees. In: the profile of a group and the progress of the episode. Out: named features in [0, 1].
 */
@NullMarked
package io.espalier.env.state;

import org.jspecify.annotations.NullMarked;
