/**
 * Predicts the latency of any plan on a target. In: a network, its groups, and a target that times whole networks. Out: a table, i.e. the
 * times of single layers over their channel counts and the times of some whole plans, and from it a
 * {@link io.espalier.env.latency.LatencyModel}. It always holds that figures of one table have one fingerprint, and that a table is what
 * was measured: everything predicted from it is computed again whenever it is read.
 */
@NullMarked
package io.espalier.env.staircase;

import org.jspecify.annotations.NullMarked;
