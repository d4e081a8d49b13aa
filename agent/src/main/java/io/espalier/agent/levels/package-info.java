/**
 * RL4J's own algorithms, which know a few levels instead of a range of actions. In: observations, and episodes of levels and rewards. Out:
 * what an observation's levels are worth. It always holds that networks begin from keyed draws and change in {@code learn} alone.
 */
@NullMarked
package io.espalier.agent.levels;

import org.jspecify.annotations.NullMarked;
