/**
 * Learners. In: observations, actions and rewards through {@link io.espalier.env.contract}, and a seed. Out: policies, and statistics of
 * the learning. It always holds that a learner's state changes where {@link io.espalier.agent.Learner} says so and nowhere else, that every random draw
 * has a key of its own, and that nothing here sees a layer, a mask or a weight of the network that is being pruned.
 */
@NullMarked
package io.espalier.agent;

import org.jspecify.annotations.NullMarked;
