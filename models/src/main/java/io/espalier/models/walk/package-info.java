/**
 * An episode as arithmetic: one pass over the groups of a network. In: actions in [0, 1]. Out: what an actor sees before each of them, and
 * kept counts within every bound. It always holds that the same actions give the same counts, and that nothing is evaluated for them.
 */
@NullMarked
package io.espalier.models.walk;

import org.jspecify.annotations.NullMarked;
