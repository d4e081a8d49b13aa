/**
 * Where channels are really removed. In: a {@link io.espalier.models.graph.NetworkGraph}, its groups and a plan. Out: a smaller network
 * under the same node names. It always holds that the input network is untouched and that a plan which removes nothing gives a bit-equal
 * network.
 */
@NullMarked
package io.espalier.models.surgery;

import org.jspecify.annotations.NullMarked;
