/**
 * What a network costs. In: a {@link io.espalier.models.graph.NetworkGraph} or the kept counts of a plan. Out: MACs, parameters, bytes.
 */
@NullMarked
package io.espalier.models.cost;

import org.jspecify.annotations.NullMarked;
