/**
 * A target on another machine, and what is said to it. In: the address of a machine that runs {@code target serve}, its token. Out: raw
 * blocks, as from a target on this machine. It always holds that a request may be sent again without anything being counted twice, that
 * what is lost on the way or with the other process is asked for anew, and that a token stands in no text but the header that carries it.
 */
@NullMarked
package io.espalier.env.remote;

import org.jspecify.annotations.NullMarked;
