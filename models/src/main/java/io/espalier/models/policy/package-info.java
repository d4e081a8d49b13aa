/**
 * What was learned about a network, as a file, and the production pruner that applies it. In: {@code policy.json} and a network. Out: a
 * smaller network. It always holds that a policy is applied to the network it was learned for, or, only where that is asked for, to one with
 * the same groups; anything else is refused with the reason. Nothing here needs DL4J, ND4J, training or reinforcement learning.
 */
@NullMarked
package io.espalier.models.policy;

import org.jspecify.annotations.NullMarked;
