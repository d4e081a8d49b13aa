/**
 * Which channels must go together. In: a {@link io.espalier.models.graph.NetworkGraph}. Out: {@link io.espalier.models.coupling.ChannelGroup}s
 * and, from a choice of kept channels, a {@link io.espalier.models.coupling.PruningPlan}. It always holds that every prunable channel
 * belongs to exactly one group.
 */
@NullMarked
package io.espalier.models.coupling;

import org.jspecify.annotations.NullMarked;
