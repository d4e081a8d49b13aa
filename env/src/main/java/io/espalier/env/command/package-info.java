/**
 * A target that is a program: whatever can time a network and print numbers, on a phone, in another runtime, in a simulator. In: the path of
 * an executable. Out: raw blocks, as from any other target. It always holds that a line that is not understood is an error, never a guess.
 */
@NullMarked
package io.espalier.env.command;

import org.jspecify.annotations.NullMarked;
