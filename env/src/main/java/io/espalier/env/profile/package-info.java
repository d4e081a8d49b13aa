/**
 * What is known of each group before the search. In: the unpruned network, its groups, data. Out: a
 * {@link io.espalier.env.profile.GroupProfile} per group.
 */
@NullMarked
package io.espalier.env.profile;

import org.jspecify.annotations.NullMarked;
