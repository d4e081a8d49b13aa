/**
 * How fast a network is on this machine. In: two networks as ONNX. Out: a {@link io.espalier.env.latency.LatencyRatio} with its interval. It
 * always holds that candidate and reference were timed interleaved, so that what disturbs one disturbs the other.
 */
@NullMarked
package io.espalier.env.latency;

import org.jspecify.annotations.NullMarked;
