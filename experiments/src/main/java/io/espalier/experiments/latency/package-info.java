/**
 * The job behind the command {@code latency}. In: files of networks and an open target. Out: a comparison as text, JSON and picture. It always
 * holds that every figure is told with the fingerprint of what measured it, and that no difference is claimed that is not told from noise.
 */
@NullMarked
package io.espalier.experiments.latency;

import org.jspecify.annotations.NullMarked;
