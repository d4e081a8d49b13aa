/**
 * What a network is. In: nodes and parameters from a codec, the zoo or a surgeon. Out: an immutable
 * {@link io.espalier.models.graph.NetworkGraph} in NCHW layout whose shapes, arities and parameters have been checked. It always holds
 * that nodes are in topological order, that every name is unique, and that nobody writes into a parameter array.
 */
@NullMarked
package io.espalier.models.graph;

import org.jspecify.annotations.NullMarked;
