/**
 * An episode: one pass over the groups of a network. In: actions in [0, 1]. Out: a plan within the budget, its evaluation and the reward,
 * through RL4J's {@code Environment}.
 */
@NullMarked
package io.espalier.env.walk;

import org.jspecify.annotations.NullMarked;
