/**
 * How fast networks are on a target. In: networks and a target that measures blocks. Out: a {@link io.espalier.env.latency.Measurement} with
 * intervals. It always holds that a network is only compared with what ran in the same round on the same target, and that the figures are a
 * function of the blocks.
 */
@NullMarked
package io.espalier.env.latency;

import org.jspecify.annotations.NullMarked;
