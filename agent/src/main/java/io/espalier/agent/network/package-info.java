/**
 * Small dense networks that learn fast. In: rows of numbers and a seed. Out: outputs, gradients and, for export, DL4J networks. It always
 * holds that the same calls give the same bits, and that what a computation writes to is the caller's own {@link
 * io.espalier.agent.network.Pass}, so a network that does not learn meanwhile may serve many threads.
 */
@NullMarked
package io.espalier.agent.network;

import org.jspecify.annotations.NullMarked;
