/**
 * What measures: a machine with a runtime and its settings, near or far. In: networks as ONNX bytes. Out: raw samples, block by block, with
 * the fingerprint of what they were measured on. A target judges nothing; whoever asked does. Nothing here needs ND4J or DL4J, so that a
 * device can be a target without them.
 */
@NullMarked
package io.espalier.env.target;

import org.jspecify.annotations.NullMarked;
